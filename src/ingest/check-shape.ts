// Holds a parsed message against the schema of its type, and says where it fails in words a firmware engineer can
// act on.
import type { z } from 'zod';
import type { DropOffMessage } from '../protocol/drop-off.ts';
import type { EmptiedMessage } from '../protocol/emptied.ts';
import type { EventMessage } from '../protocol/event.ts';
import type { FillLevelMessage } from '../protocol/fill-level.ts';
import { declaredFields, type FramedType, framedMessages, isExactly } from '../protocol/index.ts';
import { expectationOf } from './expectation.ts';
import { eachUndeclaredField } from './undeclared-fields.ts';

export type CheckedMessage =
  | { type: 'drop-off'; message: DropOffMessage }
  | { type: 'fill-level'; message: FillLevelMessage }
  | { type: 'emptied'; message: EmptiedMessage }
  | { type: 'event'; message: EventMessage };

export interface ShapeFault {
  path: string;
  expected: string;
}

export type Shape = { ok: true; checked: CheckedMessage } | { ok: false; fault: ShapeFault };

/** `onUndeclared` hears the name of every field that is dropped. */
export function checkShape(
  type: FramedType,
  value: unknown,
  onUndeclared: (name: string) => void = () => undefined,
): Shape {
  if (isExactly[type](value)) return { ok: true, checked: { type, message: value } as CheckedMessage };
  eachUndeclaredField(value, declaredFields[type], onUndeclared);
  const parsed = framedMessages[type].safeParse(value);
  if (!parsed.success) return { ok: false, fault: faultOf(parsed.error) };
  return { ok: true, checked: { type, message: parsed.data } as CheckedMessage };
}

/** The first fault: the rest often follows from it, and the message to the station has to be short. */
export function faultOf(error: z.ZodError): ShapeFault {
  const issue = error.issues[0];
  return { path: pathText(issue?.path ?? []), expected: issue ? expectationOf(issue) : 'a valid message' };
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text ? `.${String(key)}` : String(key);
  }
  return text;
}
