// The frame that every message carries, in a batch every element: which boot, which number, when.
import { z } from 'zod';
import { ID_PATTERN } from '../model/id.ts';

export const MAX_SEQ = 2 ** 32 - 1;
export const BOOT_ID_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;

export const idSchema = z.string().regex(ID_PATTERN);

export const frameShape = {
  bootId: z.string().regex(BOOT_ID_PATTERN),
  seq: z.int().min(0).max(MAX_SEQ),
  /** The station's clock, milliseconds since 1970 UTC. A clock that is not set gives small or odd numbers. */
  observedAt: z.int(),
  /** Milliseconds from measuring to sending by the monotonic clock. */
  ageMs: z.int().min(0).optional(),
};

export interface Frame {
  bootId: string;
  seq: number;
  observedAt: number;
  ageMs?: number | undefined;
}

/** The frame of something that may be broken elsewhere; undefined when it cannot be read. */
export function readFrame(message: unknown): Frame | undefined {
  const parsed = frameSchema.safeParse(message);
  return parsed.success ? parsed.data : undefined;
}

const frameSchema = z.object(frameShape);
