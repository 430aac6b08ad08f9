// A copy of some JSON in which nothing is long: what is written down about a request must not be as large as it.

const LONGEST_TEXT = 200;
const MOST_PARTS = 30;
const DEEPEST = 5;

export function shortened<Value>(value: Value, depth = 0): Value {
  if (typeof value === 'string') return cut(value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '…' as Value;
  const parts = Object.entries(value).slice(0, MOST_PARTS);
  const short = parts.map(([key, part]) => [cut(key), shortened(part, depth + 1)] as const);
  if (Array.isArray(value)) return short.map(([, part]) => part) as Value;
  return Object.fromEntries(short) as Value;
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
