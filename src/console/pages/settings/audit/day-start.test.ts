import { expect, test } from 'vitest';
import { dayStart } from './day-start.ts';

test.each([
  ['2026-11-24', 'Asia/Shanghai', 0, '2026-11-23T16:00:00.000Z'],
  ['2026-11-24', 'Asia/Shanghai', 1, '2026-11-24T16:00:00.000Z'],
  ['2026-12-31', 'UTC', 1, '2027-01-01T00:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', 1, '2026-03-29T22:00:00.000Z'],
  ['2026-11-24', 'America/Los_Angeles', 0, '2026-11-24T08:00:00.000Z'],
  ['2026-11-24', 'Pacific/Auckland', 0, '2026-11-23T11:00:00.000Z'],
])('%s in %s, %i days later', (day, zone, plusDays, instant) => {
  expect(new Date(dayStart(day, zone, plusDays)).toISOString()).toBe(instant);
});
