// `drop-off`: one deposit (投放).
import { z } from 'zod';
import { RECOGNISED_STREAMS } from '../model/stream.ts';
import { frameShape, idSchema } from './frame.ts';
import { textUpTo } from './limits.ts';

export const HOUSEHOLD_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;

export const dropOffSchema = z.object({
  ...frameShape,
  binId: idSchema,
  weightKg: z.number().min(0).max(200).nullable(),
  recognition: z
    .object({
      stream: z.enum(RECOGNISED_STREAMS),
      confidence: z.number().min(0).max(1),
      label: textUpTo(64).optional(),
    })
    .optional(),
  /** Opaque token; replaced by a keyed hash at the door. */
  household: z.string().regex(HOUSEHOLD_PATTERN).optional(),
  /** Opaque reference to a picture that stays at the station. */
  evidenceId: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,64}$/)
    .optional(),
});

export type DropOffMessage = z.infer<typeof dropOffSchema>;
