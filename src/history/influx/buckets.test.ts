import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Buckets, HOUR_MS } from './buckets.ts';

const edgeLists = fc
  .array(fc.constantFrom(1, 23, 24, 24, 24, 25, 720), { minLength: 1, maxLength: 30 })
  .map((widths) => {
    let end = 0;
    return [0, ...widths.map((hours) => (end += hours * HOUR_MS))];
  });

it('finds the bucket of a time as a walk over all edges does', () => {
  fc.assert(
    fc.property(edgeLists, fc.integer({ min: -5, max: 30 * 720 * 3600 }), (edges, seconds) => {
      const at = seconds * 1000;
      const slow = edges.findIndex((edge, index) => edge <= at && at < (edges[index + 1] ?? 0));
      expect(new Buckets(edges).indexOf(at)).toBe(slow < 0 ? undefined : slow);
    }),
  );
});

it('cuts a range where the width changes, and grouping by that width gives the edges again', () => {
  fc.assert(
    fc.property(edgeLists, fc.nat(), fc.nat(), (edges, a, b) => {
      const buckets = new Buckets(edges);
      const hours = buckets.to / HOUR_MS;
      const [from = 0, to = 0] = [a, b].map((n) => (n % (hours + 1)) * HOUR_MS).toSorted((x, y) => x - y);
      const cut = buckets.equalRanges({ from, to });
      const starts = cut.flatMap((range) => {
        const times: number[] = [];
        const first = range.from - ((range.from - range.start) % range.widthMs);
        for (let time = first; time < range.to; time += range.widthMs) times.push(time);
        return times;
      });
      const meant = edges.filter((edge, index) => edge < to && (edges[index + 1] ?? 0) > from);
      expect(starts).toEqual(from < to ? meant : []);
    }),
  );
});

it('is one range where all buckets are equal', () => {
  const edges = Array.from({ length: 91 }, (_, day) => day * 24 * HOUR_MS);
  const range = { from: 0, to: 90 * 24 * HOUR_MS };
  expect(new Buckets(edges).equalRanges(range)).toEqual([{ ...range, start: 0, widthMs: 24 * HOUR_MS }]);
});
