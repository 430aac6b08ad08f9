// Fields that no schema declares: they are dropped at the door, their names counted. A name that looks personal is
// a fault of the station's firmware.
import type { Fields } from '../protocol/fields.ts';
import { maskDigits } from './plain-text.ts';

/** Calls `found` with the name of every field of `value`, at any declared depth, that `fields` does not declare. */
export function eachUndeclaredField(value: unknown, fields: Fields, found: (name: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const name in record) {
    const below = fields[name];
    if (below === undefined) found(name);
    else if (below !== null) eachBelow(record[name], below, found);
  }
}

/** No schema has a list in a list: one level of elements is looked at, however deep a device nests them. */
function eachBelow(value: unknown, fields: Fields, found: (name: string) => void): void {
  if (!Array.isArray(value)) eachUndeclaredField(value, fields, found);
  else for (const element of value) if (!Array.isArray(element)) eachUndeclaredField(element, fields, found);
}

const PERSONAL_WORDS = new Set([
  'image',
  'images',
  'face',
  'faces',
  'photo',
  'photos',
  'phone',
  'mobile',
  'name',
]);

export function looksPersonal(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => PERSONAL_WORDS.has(word)) || words.join('').includes('idcard');
}

const MAX_NAMES = 50;
const MAX_NAME_LENGTH = 64;

/** Counts by name, bounded; what finds no place any more is counted as a whole. */
export function countName(counts: Map<string, number>, name: string): void {
  const short = maskDigits(name).slice(0, MAX_NAME_LENGTH);
  const known = counts.get(short);
  if (known !== undefined || counts.size < MAX_NAMES) counts.set(short, (known ?? 0) + 1);
}
