import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from './buckets.ts';
import { TouchedHours } from './touched-hours.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 5, 1, 12);
const STATIONS = Array.from({ length: 300 }, (_, index) => `TS-${index}`);

const touches = fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...STATIONS)), { maxLength: 200 });

function touchedBy(list: readonly (readonly [hour: number, station: string])[], now = NOON): TouchedHours {
  const touched = new TouchedHours();
  for (const [hour, station] of list) touched.add(station, hour * HOUR_MS + 5, { now, since: hour });
  return touched;
}

describe('touched hours', () => {
  it('hold what was added and not taken out, also after a way through the file', () => {
    fc.assert(
      fc.property(touches, touches, (added, deleted) => {
        const touched = touchedBy(added);
        for (const [hour, station] of deleted) {
          touched.delete({ start: hour * HOUR_MS, stations: [station] });
        }
        const again = new TouchedHours();
        again.restore(JSON.parse(JSON.stringify(touched.state())), NOON);
        const gone = new Set(deleted.map(String));
        const left = new Set(added.map(String).filter((key) => !gone.has(key)));
        for (const each of [touched, again]) {
          const range = { from: 0, to: 21 * HOUR_MS };
          const listed = each.within(range).flatMap(({ start, stations }) => {
            return stations.map((station) => `${start / HOUR_MS},${station}`);
          });
          expect(new Set(listed)).toEqual(left);
          expect(listed).toHaveLength(left.size);
          for (const [hour, station] of added) {
            expect(each.has(station, hour * HOUR_MS + 1)).toBe(left.has(`${hour},${station}`));
          }
        }
      }),
    );
  });

  it('need the journal from where the oldest of them began', () => {
    const touched = touchedBy([
      [3, 'TS-1'],
      [2, 'TS-1'],
      [3, 'TS-2'],
    ]);
    touched.add('TS-1', 2 * HOUR_MS, { now: NOON, since: 99 });
    expect(touched.since).toBe(2);
    touched.delete({ start: 2 * HOUR_MS, stations: ['TS-1'] });
    expect(touched.since).toBe(3);
    touched.delete({ start: 3 * HOUR_MS, stations: ['TS-1', 'TS-2'] });
    expect(touched.since).toBeUndefined();
  });

  it('take little room: a month of a district in less than 300 kB', () => {
    const touched = new TouchedHours();
    for (let hour = 0; hour < 840; hour += 1) {
      for (const station of STATIONS) touched.add(station, hour * HOUR_MS, { now: NOON, since: 0 });
    }
    expect(JSON.stringify(touched.state()).length).toBeLessThan(300_000);
  });
});

describe('the roll-up', () => {
  const add = (touched: TouchedHours, at: number, now: number) => {
    touched.add('TS-1', at, { now, since: 0 });
  };
  const starts = (touched: TouchedHours, now: number) => touched.due(now).map(({ start }) => start);

  it('of the hour under way is made once a minute', () => {
    const touched = new TouchedHours();
    add(touched, NOON, NOON);
    expect(starts(touched, NOON)).toEqual([NOON]);
    expect(starts(touched, NOON + MINUTE - 1)).toEqual([]);
    expect(starts(touched, NOON + MINUTE)).toEqual([NOON]);
  });

  it('of a closed hour is made when it has rested for two minutes', () => {
    const touched = new TouchedHours();
    add(touched, NOON - HOUR_MS, NOON);
    add(touched, NOON - HOUR_MS, NOON + MINUTE);
    expect(starts(touched, NOON + 3 * MINUTE - 1)).toEqual([]);
    expect(starts(touched, NOON + 3 * MINUTE)).toEqual([NOON - HOUR_MS]);
  });

  it('of a closed hour that never rests is made after ten minutes', () => {
    const touched = new TouchedHours();
    for (let minute = 0; minute < 10; minute += 1) add(touched, NOON - HOUR_MS, NOON + minute * MINUTE);
    expect(starts(touched, NOON + 10 * MINUTE - 1)).toEqual([]);
    expect(starts(touched, NOON + 10 * MINUTE)).toEqual([NOON - HOUR_MS]);
  });

  it('of the newest hour is made first', () => {
    const touched = new TouchedHours();
    for (const hours of [5, 1, 3]) add(touched, NOON - hours * HOUR_MS, NOON);
    const newestFirst = [1, 3, 5].map((hours) => NOON - hours * HOUR_MS);
    expect(starts(touched, NOON + 3 * MINUTE)).toEqual(newestFirst);
  });

  it('stays as it is where raw points are no longer all there', () => {
    const touched = touchedBy([
      [4, 'TS-1'],
      [5, 'TS-1'],
    ]);
    touched.forgetBefore(4 * HOUR_MS + 1);
    expect(touched.within({ from: 0, to: NOON }).map(({ start }) => start)).toEqual([5 * HOUR_MS]);
  });
});
