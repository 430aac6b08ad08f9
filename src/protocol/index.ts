// What a station may say: a message type is its file, one line here, and one arm of `Reading`.
import { dropOffSchema } from './drop-off.ts';
import { emptiedSchema } from './emptied.ts';
import { eventSchema } from './event.ts';
import { exactly } from './exact.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { fillLevelSchema } from './fill-level.ts';

export const framedMessages = {
  'drop-off': dropOffSchema,
  'fill-level': fillLevelSchema,
  emptied: emptiedSchema,
  event: eventSchema,
} as const;

export type FramedType = keyof typeof framedMessages;

export const declaredFields: Readonly<Record<FramedType, Fields>> = {
  'drop-off': fieldsOf(dropOffSchema),
  'fill-level': fieldsOf(fillLevelSchema),
  emptied: fieldsOf(emptiedSchema),
  event: fieldsOf(eventSchema),
};

/** Whether a value is a sound message without undeclared fields, as nearly all are. */
export const isExactly: Readonly<Record<FramedType, (value: unknown) => boolean>> = {
  'drop-off': exactly(dropOffSchema),
  'fill-level': exactly(fillLevelSchema),
  emptied: exactly(emptiedSchema),
  event: exactly(eventSchema),
};

export function isFramedType(type: unknown): type is FramedType {
  return typeof type === 'string' && Object.hasOwn(framedMessages, type);
}
