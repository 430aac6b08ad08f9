// A message's schema once more, compiled: whether a value is exactly what it declares, and nothing more, in a tenth
// of the time and without garbage. It answers yes or no; the words for a fault are zod's.
import { Ajv } from 'ajv';
import { z } from 'zod';

const ajv = new Ajv({ strictTypes: false });

/** Checks that are written as `refine` need their JSON Schema keywords as `meta`. */
export function exactly(schema: z.ZodType): (value: unknown) => boolean {
  return ajv.compile(z.toJSONSchema(schema, { target: 'draft-7', io: 'output' }));
}
