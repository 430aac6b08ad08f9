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
export function timeText(atMs: number, nanosecondsBelow: number): string {
  if (!Number.isSafeInteger(atMs)) {
    throw new RangeError(`cannot write the time ${JSON.stringify(atMs)}: expected whole milliseconds`);
  }
  return integerText(atMs, nanosecondsBelow);
}

/** `millions * 1,000,000 + below`, which may be more than a number holds. */
export function integerText(millions: number, below: number): string {
  if (millions > 0) return `${millions}${String(below).padStart(6, '0')}`;
  return String(BigInt(millions) * 1_000_000n + BigInt(below));
}

/** `,name="value"`, nothing without a value. */
export function stringField(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,${name}=${stringText(value)}`;
}

/** `,name=value`, nothing without a value. */
export function numberField(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,${name}=${value}`;
}
