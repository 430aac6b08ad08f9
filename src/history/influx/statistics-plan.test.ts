import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR_MS } from './buckets.ts';
import { planStatistics } from './statistics-plan.ts';

const crowd = Array.from({ length: 100 }, (_, index) => `TS-${index}`);
const stationsIn = (hour: number) => (hour % 7 === 0 ? crowd : [`TS-${hour % 5}`]);
const touchedHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 40 })
  .map((hours) =>
    hours.toSorted((a, b) => a - b).map((hour) => ({ start: hour * HOUR_MS, stations: stationsIn(hour) })),
  );
const RANGE = { from: 0, to: 200 * HOUR_MS };

it('covers the time once, with every touched hour in a mixed part that names its stations', () => {
  fc.assert(
    fc.property(touchedHours, (touched) => {
      const { settled, mixed } = planStatistics(RANGE, touched);
      const parts = [...settled, ...mixed].toSorted((a, b) => a.from - b.from);
      expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to)]);
      expect(parts.at(-1)?.to).toBe(RANGE.to);
      for (const { start, stations } of touched) {
        const part = mixed.find(({ from, to }) => from <= start && start < to);
        expect(part?.stations).toEqual(expect.arrayContaining(stations));
      }
    }),
  );
});

it('asks in few parts, however scattered the touched hours are', () => {
  fc.assert(
    fc.property(touchedHours, (touched) => {
      expect(planStatistics(RANGE, touched).mixed.length).toBeLessThanOrEqual(20);
    }),
  );
});

it('takes all from roll-ups when nothing is touched, and one hour from raw points when one is', () => {
  expect(planStatistics(RANGE, [])).toEqual({ settled: [RANGE], mixed: [] });
  const hour = { start: 199 * HOUR_MS, stations: ['TS-1', 'TS-2'] };
  expect(planStatistics(RANGE, [hour])).toEqual({
    settled: [{ from: 0, to: hour.start }],
    mixed: [{ from: hour.start, to: RANGE.to, stations: hour.stations, isCrowded: false }],
  });
});

it('keeps the hour of a crowd apart from the scattered hours of the late', () => {
  const late = Array.from({ length: 40 }, (_, index) => ({ start: index * 5 * HOUR_MS, stations: ['TS-1'] }));
  const underWay = { start: 199 * HOUR_MS, stations: crowd };
  const { mixed } = planStatistics(RANGE, [...late, underWay]);
  expect(mixed.filter(({ isCrowded }) => isCrowded)).toEqual([
    { from: underWay.start, to: RANGE.to, stations: crowd, isCrowded: true },
  ]);
  expect(mixed.filter(({ isCrowded }) => !isCrowded).map(({ stations }) => stations)).toEqual([['TS-1']]);
});
