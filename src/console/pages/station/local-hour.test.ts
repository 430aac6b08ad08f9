import { expect, test } from 'vitest';
import { localHour } from './local-hour.ts';

test.each([
  ['2026-11-22T16:00:00Z', 'Asia/Shanghai', '2026-11-23', 0],
  ['2026-11-22T15:59:59Z', 'Asia/Shanghai', '2026-11-22', 23],
  ['2026-07-01T22:30:00Z', 'Europe/Berlin', '2026-07-02', 0],
  ['2026-01-01T22:30:00Z', 'Europe/Berlin', '2026-01-01', 23],
])('%s in %s is %s at %i', (at, zone, day, hour) => {
  expect(localHour(Date.parse(at), zone)).toEqual({ day, hour });
});
