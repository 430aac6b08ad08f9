// What a request changed, for the audit trail: the fields of its body, short, and without secrets.

const SECRET = /password|secret|token|passphrase|^current$|^next$/i;
const LONGEST_TEXT = 200;
const MOST_FIELDS = 30;
const MOST_ITEMS = 20;
const DEEPEST = 3;

export function changedFields(body: unknown): Record<string, unknown> | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const fields = shownObject(body, 0);
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** Only that a secret was there is told. */
function shownObject(value: object, depth: number): Record<string, unknown> {
  const fields = Object.entries(value).slice(0, MOST_FIELDS);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, SECRET.test(name) ? '***' : shown(field, depth + 1)]),
  );
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return shownList(value, depth);
  return depth < DEEPEST ? shownObject(value, depth) : '…';
}

/** Of things with ids the ids are enough. */
function shownList(items: readonly unknown[], depth: number): unknown[] {
  const first = items.slice(0, MOST_ITEMS).map((item) => idOf(item) ?? shown(item, depth + 1));
  return items.length > MOST_ITEMS ? [...first, `… ${items.length} in all`] : first;
}

function idOf(item: unknown): string | undefined {
  return typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string'
    ? item.id.slice(0, LONGEST_TEXT)
    : undefined;
}
