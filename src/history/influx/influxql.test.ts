import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTime, equalsAny, name, statement, text, within } from './influxql.ts';

/** Reads a quoted word as the server's scanner does: up to the first quote that no backslash stands before. */
function readQuoted(source: string): { value: string; rest: string } {
  const quote = source[0];
  let value = '';
  for (let at = 1; at < source.length; at += 1) {
    if (source[at] === quote) return { value, rest: source.slice(at + 1) };
    if (source[at] === '\\') at += 1;
    value += source[at];
  }
  throw new Error(`cannot read ${source}: no end`);
}

const words = fc
  .oneof(fc.string(), fc.string({ unit: fc.constantFrom('\\', "'", '"', ';', ' ', 'a', '沙') }))
  .filter((word) => !/\p{Cc}/u.test(word));

describe('a value in a question', () => {
  it.each([
    ['text', text],
    ['name', name],
  ])('is read back as it was, whatever it holds: %s', (_kind, quote) => {
    fc.assert(
      fc.property(words, (word) => {
        expect(readQuoted(`${quote(word)} OR x`)).toEqual({ value: word, rest: ' OR x' });
      }),
    );
  });

  it('is refused with a control character in it', () => {
    for (const bad of ['a\nb', '\0', '\r']) expect(() => text(bad)).toThrow(RangeError);
  });

  it('is refused when it should be a whole number and is none', () => {
    for (const bad of [0.5, Number.NaN, 1e300]) expect(() => within(0, bad)).toThrow(RangeError);
  });
});

describe('a statement', () => {
  it('holds what it was given and nothing else', () => {
    expect(
      statement({
        select: ['sum("a") AS "b"'],
        measurement: 'm',
        where: [equalsAny('station', ["TS'1", 'TS2']), within(0, 5)],
        groupBy: [byTime(86_400_000, -28_800_000), name('stream')],
        limit: 7,
      }),
    ).toBe(
      `SELECT sum("a") AS "b" FROM "m" WHERE ("station" = 'TS\\'1' OR "station" = 'TS2') ` +
        `AND time >= 0ms AND time < 5ms GROUP BY time(86400000ms, 57600000ms), "stream" fill(none) LIMIT 7`,
    );
  });
});
