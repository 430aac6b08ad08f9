// `emptied`: the crew pressed the button, or the door says so.
import { z } from 'zod';
import { frameShape, idSchema } from './frame.ts';

export const emptiedSchema = z.object({
  ...frameShape,
  binId: idSchema,
  /** Opaque. */
  operator: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
});

export type EmptiedMessage = z.infer<typeof emptiedSchema>;
