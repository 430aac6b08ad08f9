// `event`: fire, smoke, tilt, door-open, intrusion, fault, other.
import { z } from 'zod';
import { EVENT_KINDS } from '../model/reading.ts';
import { frameShape, idSchema } from './frame.ts';
import { textUpTo } from './limits.ts';

export const eventSchema = z.object({
  ...frameShape,
  kind: z.enum(EVENT_KINDS),
  phase: z.enum(['raised', 'cleared']),
  code: textUpTo(64).optional(),
  binId: idSchema.optional(),
  detail: textUpTo(256).optional(),
});

export type EventMessage = z.infer<typeof eventSchema>;
