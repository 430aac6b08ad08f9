import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketEdges,
  INTERVALS,
  instantOfLocalDate,
  instantOfLocalTime,
  isWholeHourZone,
  localDate,
  startOfLocalDay,
  zoneOffsetMs,
} from './zone.ts';

const HOUR = 3_600_000;
const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Pacific/Auckland',
];
const at = (text: string) => Date.parse(text);
const days = (zone: string, from: string, to: string) =>
  bucketEdges({ zone, from: at(from), to: at(to), interval: 'day' }).map((edge) =>
    new Date(edge).toISOString(),
  );

test('whole-hour zones are known IANA names', () => {
  for (const zone of ZONES) expect(isWholeHourZone(zone), zone).toBe(true);
  for (const zone of ['Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Kathmandu', '+08:00', 'Mars/Base', '']) {
    expect(isWholeHourZone(zone), zone).toBe(false);
  }
});

test('the offset follows daylight saving', () => {
  expect(zoneOffsetMs('Asia/Shanghai', at('2026-07-01T00:00Z'))).toBe(8 * HOUR);
  expect(zoneOffsetMs('Europe/Berlin', at('2026-03-29T00:59:59Z'))).toBe(HOUR);
  expect(zoneOffsetMs('Europe/Berlin', at('2026-03-29T01:00:00Z'))).toBe(2 * HOUR);
  expect(zoneOffsetMs('America/New_York', at('2026-01-01T00:00Z'))).toBe(-5 * HOUR);
});

describe('edges', () => {
  test('of local days', () => {
    expect(days('Asia/Shanghai', '2026-02-28T15:59Z', '2026-03-01T16:00Z')).toEqual([
      '2026-02-27T16:00:00.000Z',
      '2026-02-28T16:00:00.000Z',
      '2026-03-01T16:00:00.000Z',
    ]);
  });

  test('of a day of 23 hours and one of 25', () => {
    expect(days('Europe/Berlin', '2026-03-29T05:00Z', '2026-03-29T06:00Z')).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(days('Europe/Berlin', '2026-10-25T05:00Z', '2026-10-25T06:00Z')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  test('where midnight does not exist, and where it comes twice', () => {
    // Beirut jumps from 00:00 to 01:00; Havana falls back from 01:00 to 00:00.
    expect(days('Asia/Beirut', '2026-03-29T10:00Z', '2026-03-29T11:00Z')).toEqual([
      '2026-03-28T22:00:00.000Z',
      '2026-03-29T21:00:00.000Z',
    ]);
    expect(days('America/Havana', '2026-11-01T10:00Z', '2026-11-01T11:00Z')).toEqual([
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
  });

  test('of a day that was skipped', () => {
    expect(days('Pacific/Apia', '2011-12-30T00:00Z', '2011-12-31T00:00Z')).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
      '2011-12-31T10:00:00.000Z',
    ]);
  });

  test('of weeks from Monday, and of months', () => {
    const range = {
      zone: 'Asia/Shanghai',
      from: at('2026-11-22T00:00+08:00'),
      to: at('2026-11-23T00:00+08:00'),
    };
    expect(bucketEdges({ ...range, interval: 'week' })).toEqual([at('2026-11-16T00:00+08:00'), range.to]);
    expect(bucketEdges({ ...range, interval: 'month' })).toEqual([
      at('2026-11-01T00:00+08:00'),
      at('2026-12-01T00:00+08:00'),
    ]);
  });

  test('refuse an empty range and one of too many buckets', () => {
    expect(() => bucketEdges({ zone: 'UTC', from: 5, to: 5, interval: 'day' })).toThrow(RangeError);
    expect(() => bucketEdges({ zone: 'UTC', from: 0, to: 1e15, interval: 'hour' })).toThrow('100000');
  });

  const instant = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2037-01-01T00:00Z') });
  const ranges = fc.record({
    zone: fc.constantFrom(...ZONES),
    interval: fc.constantFrom(...INTERVALS),
    from: instant,
    length: fc.integer({ min: 1, max: 70 * 24 * HOUR }),
  });

  test('cover the range, ascend, stand on whole hours, and each begins its local bucket', () => {
    fc.assert(
      fc.property(ranges, ({ zone, interval, from, length }) => {
        const edges = bucketEdges({ zone, interval, from, to: from + length });
        expect(edges[0]).toBeLessThanOrEqual(from);
        expect(edges[1]).toBeGreaterThan(from);
        expect(edges.at(-1)).toBeGreaterThanOrEqual(from + length);
        expect(edges.at(-2)).toBeLessThan(from + length);
        for (const [i, edge] of edges.entries()) {
          expect(edge % HOUR).toBe(0);
          if (i > 0) expect(edge).toBeGreaterThan(edges[i - 1] ?? Number.NaN);
          if (interval !== 'hour') expect(localDate(zone, edge - 1) < localDate(zone, edge)).toBe(true);
          if (interval === 'month') expect(localDate(zone, edge)).toMatch(/-01$/);
          if (interval === 'week') expect(new Date(localDate(zone, edge)).getUTCDay()).toBe(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a local date begins where its day begins', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, moment) => {
        const start = startOfLocalDay(zone, moment);
        expect(localDate(zone, start)).toBe(localDate(zone, moment));
        expect(instantOfLocalDate(zone, localDate(zone, moment))).toBe(start);
      }),
    );
  });
});

describe('local times of day', () => {
  const shown = (zone: string, date: string, minutes: number) =>
    new Date(instantOfLocalTime(zone, date, minutes)).toISOString();

  test('a time that comes twice is its first, one that is jumped over is the jump', () => {
    expect(shown('Asia/Shanghai', '2026-11-24', 6 * 60)).toBe('2026-11-23T22:00:00.000Z');
    expect(shown('Europe/Berlin', '2026-10-25', 150)).toBe('2026-10-25T00:30:00.000Z');
    expect(shown('Europe/Berlin', '2026-03-29', 150)).toBe('2026-03-29T01:00:00.000Z');
    expect(shown('Europe/Berlin', '2026-03-29', 24 * 60)).toBe('2026-03-29T22:00:00.000Z');
    expect(shown('Asia/Beirut', '2026-03-29', 20)).toBe('2026-03-28T22:00:00.000Z');
    expect(shown('America/Havana', '2026-11-01', 30)).toBe('2026-11-01T04:30:00.000Z');
  });

  test('follow one another as on the clock, and show what was asked where the clock shows it', () => {
    const zones = fc.constantFrom(...ZONES);
    const day = fc
      .integer({ min: 18_262, max: 24_000 })
      .map((n) => new Date(n * 24 * HOUR).toISOString().slice(0, 10));
    const minutes = fc.integer({ min: 0, max: 1_439 });
    fc.assert(
      fc.property(zones, day, minutes, minutes, (zone, date, one, other) => {
        const [early, late] = [one, other].sort((a, b) => a - b);
        const from = instantOfLocalTime(zone, date, early ?? 0);
        const to = instantOfLocalTime(zone, date, late ?? 0);
        expect(from).toBeLessThanOrEqual(to);
        const clock = (from + zoneOffsetMs(zone, from) - at(`${date}T00:00Z`)) / 60_000;
        const jumped = zoneOffsetMs(zone, from) > zoneOffsetMs(zone, from - 1);
        if (!jumped) expect(clock).toBe(early);
        else expect(clock).toBeGreaterThanOrEqual(early ?? 0);
      }),
      { numRuns: 500 },
    );
  });
});
