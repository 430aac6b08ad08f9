// A RangeSet against what it stands for: a plain set of numbers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RangeSet } from './range-set.ts';

const NUMBERS = 40;
const added = fc.array(fc.integer({ min: 0, max: NUMBERS }), { maxLength: 60 });

function rangesOf(numbers: ReadonlySet<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

test('has what was added, as the fewest ascending ranges', () => {
  fc.assert(
    fc.property(added, (numbers) => {
      const set = new RangeSet();
      const model = new Set<number>();
      for (const number of numbers) {
        set.add(number);
        model.add(number);
      }
      expect(set.ranges).toEqual(rangesOf(model));
      for (let number = -1; number <= NUMBERS + 1; number++) {
        expect(set.has(number)).toBe(model.has(number));
        const nearest = Math.min(...numbers.map((known) => Math.abs(known - number)));
        expect(set.distanceTo(number)).toBe(numbers.length > 0 ? nearest : undefined);
      }
    }),
  );
});

test('foretells how many ranges there would be, and leaves everything as it is', () => {
  fc.assert(
    fc.property(added, fc.integer({ min: 0, max: NUMBERS }), (numbers, next) => {
      const ranges = rangesOf(new Set(numbers));
      const set = new RangeSet(ranges);
      expect(set.rangesWith(next)).toBe(rangesOf(new Set([...numbers, next])).length);
      expect(set.ranges).toEqual(ranges);
    }),
  );
});

test('does not share its ranges with whom it got them from', () => {
  const stored: [number, number][] = [[1, 2]];
  new RangeSet(stored).add(3);
  expect(stored).toEqual([[1, 2]]);
});

test('reaches to the highest number a station can send', () => {
  const set = new RangeSet([[0, 2 ** 32 - 2]]);
  set.add(2 ** 32 - 1);
  expect(set.ranges).toEqual([[0, 2 ** 32 - 1]]);
});
