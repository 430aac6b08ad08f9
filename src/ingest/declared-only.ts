// What quarantine keeps of a message that could be parsed: the declared fields, as plain values, with nothing that
// names a household.
import type { Fields } from '../protocol/fields.ts';
import { maskDigits } from './decode.ts';

const MAX_TEXT = 256;
const MAX_ELEMENTS = 16;

export function declaredOnly(value: unknown, fields: Fields): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const below = fields[name];
    if (below !== undefined) kept[name] = keep(field, below);
  }
  return kept;
}

function keep(value: unknown, below: Fields | null): unknown {
  if (typeof value === 'string') return maskDigits(value.slice(0, MAX_TEXT));
  if (typeof value !== 'object' || value === null) return value;
  if (below === null) return Array.isArray(value) ? '(a list)' : '(an object)';
  if (!Array.isArray(value)) return declaredOnly(value, below);
  return value.slice(0, MAX_ELEMENTS).map((element) => declaredOnly(element, below) ?? '(not an object)');
}
