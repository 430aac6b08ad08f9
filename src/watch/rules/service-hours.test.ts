import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterServiceMinutes, serviceMinutes } from './service-hours.ts';

const DAY = [{ from: '06:00', to: '22:00' }];
const TWO = [
  { from: '18:00', to: '21:00' },
  { from: '06:30', to: '09:00' },
];
const ALL = [{ from: '00:00', to: '24:00' }];
const at = (text: string) => Date.parse(text);

describe('minutes of service', () => {
  test.each([
    ['within a window', DAY, '2026-11-24T08:00', '2026-11-24T09:30', 90],
    ['over the night', DAY, '2026-11-24T21:30', '2026-11-25T06:15', 45],
    ['in the night', DAY, '2026-11-24T22:00', '2026-11-25T06:00', 0],
    ['over a 29 February', DAY, '2028-02-28T21:30', '2028-03-01T06:30', 60 + 16 * 60],
    ['over days', DAY, '2026-11-24T12:00', '2026-11-27T12:00', 3 * 16 * 60],
    ['two windows', TWO, '2026-11-24T08:00', '2026-11-24T19:00', 120],
    ['around the clock', ALL, '2026-11-24T23:00', '2026-11-26T01:00', 26 * 60],
    [
      'windows that overlap',
      [...DAY, { from: '21:00', to: '23:00' }],
      '2026-11-24T20:00',
      '2026-11-25T00:00',
      180,
    ],
    ['no window', [], '2026-11-24T08:00', '2026-11-30T08:00', 0],
    ['the wrong way round', DAY, '2026-11-24T09:00', '2026-11-24T08:00', 0],
  ])('%s', (_, hours, from, to, minutes) => {
    const period = { from: at(`${from}+08:00`), to: at(`${to}+08:00`) };
    expect(serviceMinutes(hours, 'Asia/Shanghai', period)).toBe(minutes);
  });

  test('a day of 23 hours and one of 25', () => {
    const day = (from: string, to: string) =>
      serviceMinutes(ALL, 'Europe/Berlin', { from: at(`${from}Z`), to: at(`${to}Z`) });
    expect(day('2026-03-28T23:00', '2026-03-29T22:00')).toBe(23 * 60);
    expect(day('2026-10-24T22:00', '2026-10-25T23:00')).toBe(25 * 60);
    const early = [{ from: '01:00', to: '04:00' }];
    const period = { from: at('2026-10-24T22:00Z'), to: at('2026-10-25T23:00Z') };
    expect(serviceMinutes(early, 'Europe/Berlin', period)).toBe(4 * 60);
  });
});

test('a limit ends when its minutes have passed; without a window never', () => {
  const from = at('2026-11-24T21:00+08:00');
  expect(afterServiceMinutes(DAY, 'Asia/Shanghai', { from, minutes: 60 })).toBe(at('2026-11-24T22:00+08:00'));
  expect(afterServiceMinutes(DAY, 'Asia/Shanghai', { from, minutes: 120 })).toBe(
    at('2026-11-25T07:00+08:00'),
  );
  expect(afterServiceMinutes([], 'Asia/Shanghai', { from, minutes: 1 })).toBeUndefined();
});

test('the two agree', () => {
  const from = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2026-12-31T00:00Z') });
  const minutes = fc.integer({ min: 1, max: 5_000 });
  const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York');
  fc.assert(
    fc.property(from, minutes, zone, fc.constantFrom(DAY, TWO, ALL), (start, limit, where, hours) => {
      const end = afterServiceMinutes(hours, where, { from: start, minutes: limit }) ?? Number.NaN;
      expect(serviceMinutes(hours, where, { from: start, to: end })).toBeCloseTo(limit, 6);
      expect(serviceMinutes(hours, where, { from: start, to: end - 1 })).toBeLessThan(limit);
    }),
    { numRuns: 100 },
  );
});
