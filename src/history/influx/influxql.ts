// The words of InfluxQL that 1.x, 2.x and 3.x share, and the only place where a value becomes part of a question. It
// must not know what is asked.

export type Aggregate = 'count' | 'sum' | 'min' | 'max';

export interface Statement {
  /** Of `aggregate` and `name`. */
  select: readonly string[];
  measurement: string;
  /** All of them hold; of `equalsAny`, `within` and the like. */
  where: readonly string[];
  /** Of `byTime` and `name`; times and groups without data are absent from the answer. */
  groupBy?: readonly string[];
  limit?: number;
}

export function statement({ select, measurement, where, groupBy = [], limit }: Statement): string {
  const parts = [`SELECT ${select.join(', ')} FROM ${name(measurement)} WHERE ${where.join(' AND ')}`];
  if (groupBy.length > 0) parts.push(`GROUP BY ${groupBy.join(', ')} fill(none)`);
  if (limit !== undefined) parts.push(`LIMIT ${whole(limit)}`);
  return parts.join(' ');
}

/** Several statements are one request; their series come back one after another. */
export function request(statements: readonly string[]): string {
  return statements.join('; ');
}

/** A measurement, tag or field. */
export function name(identifier: string): string {
  return `"${escaped(identifier).replaceAll('"', '\\"')}"`;
}

export function text(value: string): string {
  return `'${escaped(value).replaceAll("'", "\\'")}'`;
}

export function aggregate(of: Aggregate, field: string, as: string): string {
  return `${of}(${name(field)}) AS ${name(as)}`;
}

/** Of a tag, or a field that is a text; at least one value. */
export function equalsAny(column: string, values: readonly string[]): string {
  const terms = values.map((value) => `${name(column)} = ${text(value)}`);
  return terms.length === 1 ? terms.join() : `(${terms.join(' OR ')})`;
}

/** Of a tag: none of the values. */
export function equalsNone(tag: string, values: readonly string[]): string {
  return values.map((value) => `${name(tag)} <> ${text(value)}`).join(' AND ');
}

/** Of a field: it is there, and another number. */
export function differs(field: string, value: number): string {
  return `${name(field)} <> ${whole(value)}`;
}

/** Half-open, milliseconds since 1970 UTC. */
export function within(fromMs: number, toMs: number): string {
  return `time >= ${whole(fromMs)}ms AND time < ${whole(toMs)}ms`;
}

/** Times of that width, one of which begins at `startMs`. */
export function byTime(widthMs: number, startMs = 0): string {
  const offsetMs = ((startMs % widthMs) + widthMs) % widthMs;
  return `time(${whole(widthMs)}ms, ${whole(offsetMs)}ms)`;
}

/** Names on the server hold no control characters; a question with one would end where nobody wants it to. */
function escaped(value: string): string {
  if (/\p{Cc}/u.test(value)) {
    throw new RangeError(`cannot ask for ${JSON.stringify(value)}: expected no control characters`);
  }
  return value.replaceAll('\\', '\\\\');
}

function whole(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`cannot ask with the number ${value}: expected a whole one`);
  }
  return String(value);
}
