import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDate, zoneOffsetMs } from '../../model/zone.ts';
import { type Shift, type ShiftHours, WEEKDAYS } from './duty.ts';
import { turnAt, turnsBetween } from './turns.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Asia/Beirut',
  'Pacific/Auckland',
];
const at = (text: string) => Date.parse(text);

function shiftOf(hours: readonly ShiftHours[], exceptions: Shift['exceptions'] = []): Shift {
  return { id: 's', name: 'S', week: hours.map((one) => ({ ...one, days: WEEKDAYS })), exceptions };
}

function shown(shift: Shift | undefined, zone: string, instant: string): string | undefined {
  const turn = turnAt(shift, zone, at(instant));
  return turn && `${turn.date} ${new Date(turn.from).toISOString()} ${new Date(turn.until).toISOString()}`;
}

describe('a turn', () => {
  const night = shiftOf([{ from: '22:00', to: '06:00' }]);

  test('over midnight belongs to the day on which it begins', () => {
    const expected = '2026-11-23 2026-11-23T14:00:00.000Z 2026-11-23T22:00:00.000Z';
    expect(shown(night, 'Asia/Shanghai', '2026-11-23T22:00+08:00')).toBe(expected);
    expect(shown(night, 'Asia/Shanghai', '2026-11-24T05:59+08:00')).toBe(expected);
    expect(shown(night, 'Asia/Shanghai', '2026-11-24T06:00+08:00')).toBeUndefined();
    expect(shown(night, 'Asia/Shanghai', '2026-11-23T21:59+08:00')).toBeUndefined();
  });

  test('has an hour less or more where the clocks change in it', () => {
    expect(shown(night, 'Europe/Berlin', '2026-03-29T01:00Z')).toBe(
      '2026-03-28 2026-03-28T21:00:00.000Z 2026-03-29T04:00:00.000Z',
    );
    expect(shown(night, 'Europe/Berlin', '2026-10-25T01:00Z')).toBe(
      '2026-10-24 2026-10-24T20:00:00.000Z 2026-10-25T05:00:00.000Z',
    );
  });

  test('without a shift is a local day', () => {
    expect(shown(undefined, 'Asia/Shanghai', '2026-11-24T07:00+08:00')).toBe(
      '2026-11-24 2026-11-23T16:00:00.000Z 2026-11-24T16:00:00.000Z',
    );
  });

  test('of the same hour on both days lasts until the next begins', () => {
    const round = shiftOf([{ from: '08:00', to: '08:00' }]);
    expect(shown(round, 'UTC', '2026-11-24T07:59Z')).toContain('2026-11-23 ');
    expect(shown(round, 'UTC', '2026-11-24T08:00Z')).toContain('2026-11-24 ');
  });

  test('is on its weekdays only, and otherwise on the date of an exception', () => {
    const shift: Shift = {
      id: 's',
      name: 'S',
      week: [{ days: ['mon', 'sun'], from: '08:00', to: '16:00' }],
      exceptions: [
        { date: '2026-11-24', hours: [{ from: '20:00', to: '02:00' }] },
        { date: '2026-11-30', hours: [] },
      ],
    };
    const dates = turnsBetween(shift, 'UTC', { from: at('2026-11-22T00:00Z'), to: at('2026-12-06T12:00Z') });
    expect(dates.map(({ date }) => date)).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-29',
      '2026-12-06',
    ]);
    expect(turnAt(shift, 'UTC', at('2026-11-25T01:00Z'))?.date).toBe('2026-11-24');
    expect(turnAt(shift, 'UTC', at('2026-11-30T09:00Z'))).toBeUndefined();
  });

  test('that begins last is the one where two overlap', () => {
    const both = shiftOf([
      { from: '06:00', to: '15:00' },
      { from: '14:00', to: '22:00' },
    ]);
    expect(turnAt(both, 'UTC', at('2026-11-24T14:30Z'))?.from).toBe(at('2026-11-24T14:00Z'));
  });
});

describe('shifts', () => {
  const zone = fc.constantFrom(...ZONES);
  const instant = fc.integer({ min: at('2020-01-03T00:00Z'), max: at('2036-12-01T00:00Z') });
  const minute = fc.integer({ min: 0, max: 1_439 });
  const time = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

  test('that follow one another round the clock leave no hole and share no moment, whatever clocks do', () => {
    const edges = fc.uniqueArray(minute, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(zone, instant, edges, (place, moment, given) => {
        const starts = given.sort((a, b) => a - b).map(time);
        const shifts = starts.map((from, i) =>
          shiftOf([{ from, to: starts[(i + 1) % starts.length] ?? from }]),
        );
        const range = { from: moment, to: moment + 3 * DAY };
        const turns = shifts
          .flatMap((shift) => turnsBetween(shift, place, range))
          .sort((a, b) => a.from - b.from);
        expect(turns[0]?.from).toBeLessThanOrEqual(range.from);
        expect(turns.at(-1)?.until).toBeGreaterThanOrEqual(range.to);
        for (const [i, turn] of turns.entries()) if (i > 0) expect(turn.from).toBe(turns[i - 1]?.until);
      }),
      { numRuns: 300 },
    );
  });

  test('are worked exactly when the clock says so, on days on which no clock changes', () => {
    fc.assert(
      fc.property(zone, instant, minute, minute, (place, moment, from, to) => {
        const offset = zoneOffsetMs(place, moment);
        fc.pre([-2, -1, 1, 2].every((days) => zoneOffsetMs(place, moment + days * DAY) === offset));
        const local = new Date(moment + offset);
        const clock = local.getUTCHours() * 60 + local.getUTCMinutes();
        const says = from < to ? from <= clock && clock < to : clock >= from || clock < to;
        const turn = turnAt(shiftOf([{ from: time(from), to: time(to) }]), place, moment);
        expect(turn !== undefined).toBe(says);
        if (turn) expect(localDate(place, turn.from)).toBe(turn.date);
      }),
      { numRuns: 500 },
    );
  });

  test('have the turns between two instants that they have at each instant between them', () => {
    fc.assert(
      fc.property(zone, instant, minute, minute, (place, moment, from, to) => {
        const shift = shiftOf([{ from: time(from), to: time(to) }]);
        const turns = turnsBetween(shift, place, { from: moment, to: moment + DAY });
        for (let inside = moment; inside < moment + DAY; inside += HOUR) {
          const turn = turnAt(shift, place, inside);
          if (turn) expect(turns).toContainEqual(turn);
          else expect(turns.some((one) => one.from <= inside && inside < one.until)).toBe(false);
        }
      }),
    );
  });
});
