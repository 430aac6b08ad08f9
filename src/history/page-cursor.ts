// The place behind a row in a list, as opaque text: the time and what tells rows of that time apart, so that these are
// neither skipped nor given twice.
import { InvalidCursor } from './history.ts';

/** What a list is in order of, from left to right. */
export type PageKey = readonly [at: number, ...apart: (string | number)[]];
/** Of what stations said: time, boot, number, and the index within the message. */
export type ReadingKey = readonly [at: number, bootId: string, seq: number, index: number];
/** Of what the hub concluded: time and id. */
export type DerivedKey = readonly [at: number, id: string];

export function writePageCursor(key: PageKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Throws `InvalidCursor` for anything that `writePageCursor` did not make, as `readDerivedCursor`. */
export function readReadingCursor(text: string): ReadingKey {
  return keyIn<ReadingKey>(text, [isCount, isText, isCount, isCount]);
}

export function readDerivedCursor(text: string): DerivedKey {
  return keyIn<DerivedKey>(text, [isCount, isText]);
}

function keyIn<Key extends PageKey>(text: string, checks: readonly ((part: unknown) => boolean)[]): Key {
  const parts = partsOf(text);
  if (parts.length !== checks.length || !checks.every((isSound, index) => isSound(parts[index]))) {
    throw new InvalidCursor(
      `cannot read the page cursor "${text}": give back the nextCursor of the page before`,
    );
  }
  return parts as unknown as Key;
}

function partsOf(text: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
