// Parts of a line of line protocol: the client's escaping with its holes closed. It must not know what a point means.
import { escape as escaping } from '@influxdata/influxdb-client';

/**
 * `,name=value`, nothing for an empty value. Throws for a value that no line can carry: the client writes a value that
 * ends in a backslash so that it swallows the fields, and control characters so that they come back as others.
 */
export function tagText(name: string, value: string | undefined): string {
  if (value === undefined || value === '') return '';
  if (value.endsWith('\\') || /\p{Cc}/u.test(value)) {
    throw new RangeError(
      `cannot write the tag ${name} ${JSON.stringify(value)}: expected no control characters and no backslash at its end`,
    );
  }
  return `,${name}=${escaping.tag(value)}`;
}

/** The value of a string field. Line breaks may stand in it: it is quoted. */
export function stringText(value: string): string {
  return value.includes('"') || value.includes('\\') ? escaping.quoted(value) : `"${value}"`;
}

/** Nanoseconds since 1970. The client passes a text on as it is; here only a number becomes a time. */
export function timeText(atMs: number, belowMs: number): string {
  if (!Number.isSafeInteger(atMs) || !Number.isSafeInteger(belowMs)) {
    throw new RangeError(`cannot write the time ${JSON.stringify(atMs)}: expected whole milliseconds`);
  }
  if (atMs > 0) return `${atMs}${String(belowMs).padStart(6, '0')}`;
  return String(BigInt(atMs) * 1_000_000n + BigInt(belowMs));
}
