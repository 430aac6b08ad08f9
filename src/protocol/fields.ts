// Which fields a message declares, read off its schema: whatever else a device sends never passes the door.
import { z } from 'zod';

/** Names to the fields below them; null for a plain value. Lists are transparent: their elements' fields. */
export interface Fields {
  readonly [name: string]: Fields | null;
}

export function fieldsOf(schema: z.ZodObject): Fields {
  const entries = Object.entries(schema.shape).map(([name, field]) => [name, below(field as z.ZodType)]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function below(schema: z.ZodType): Fields | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return below(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return below(schema.element as z.ZodType);
  return schema instanceof z.ZodObject ? fieldsOf(schema) : null;
}
