// What quarantine keeps of a message that could be parsed: the declared fields, as plain values.
import type { Fields } from '../protocol/fields.ts';
import { maskDigits } from './plain-text.ts';

const MAX_TEXT = 256;
const MAX_ELEMENTS = 16;
/** An id, a boot, a reference: kept as it is, or the message could never be replayed. */
const WORD = /^[A-Za-z0-9_.:-]{1,64}$/;

/** `checked`: the shape was right, so each field has passed its own pattern. */
export function declaredOnly(
  value: unknown,
  fields: Fields,
  checked: boolean,
): Record<string, unknown> | undefined {
  const keepText = checked ? (text: string) => text : maskText;
  return keepFields(value, fields, keepText);
}

type KeepText = (text: string) => string;

function keepFields(value: unknown, fields: Fields, keepText: KeepText): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const below = fields[name];
    if (below !== undefined) kept[name] = keep(field, below, keepText);
  }
  return kept;
}

function keep(value: unknown, below: Fields | null, keepText: KeepText): unknown {
  if (typeof value === 'string') return keepText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (below === null) return Array.isArray(value) ? '(a list)' : '(an object)';
  if (!Array.isArray(value)) return keepFields(value, below, keepText);
  return value
    .slice(0, MAX_ELEMENTS)
    .map((element) => keepFields(element, below, keepText) ?? '(not an object)');
}

function maskText(text: string): string {
  return WORD.test(text) ? text : maskDigits(text.slice(0, MAX_TEXT));
}
