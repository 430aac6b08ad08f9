// The place behind a row in a list, as opaque text: time, boot, number and index, so that rows with the same time are
// neither skipped nor given twice.
import { InvalidCursor } from './history.ts';

export interface PageKey {
  at: number;
  bootId: string;
  seq: number;
  index: number;
}

export function writePageCursor({ at, bootId, seq, index }: PageKey): string {
  return Buffer.from(JSON.stringify([at, bootId, seq, index])).toString('base64url');
}

/** Throws `InvalidCursor` for anything that `writePageCursor` did not make. */
export function readPageCursor(text: string): PageKey {
  const [at, bootId, seq, index] = partsOf(text);
  if (!isCount(at) || typeof bootId !== 'string' || !isCount(seq) || !isCount(index)) {
    throw new InvalidCursor(
      `cannot read the page cursor "${text}": give back the nextCursor of the page before`,
    );
  }
  return { at, bootId, seq, index };
}

function partsOf(text: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
