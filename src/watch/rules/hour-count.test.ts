import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToHour, countOfHour, createHourCount } from './hour-count.ts';
import { HOUR, MINUTE, NOW } from './subject.test-support.ts';

test('forgets after an hour', () => {
  const hour = createHourCount();
  for (let i = 0; i < 30; i += 1) addToHour(hour, NOW + i * MINUTE);
  expect(countOfHour(hour, NOW + 30 * MINUTE)).toBe(30);
  expect(countOfHour(hour, NOW + 74 * MINUTE)).toBe(15);
  expect(countOfHour(hour, NOW + 2 * HOUR)).toBe(0);
});

test('counts what a clock that was set back says as now', () => {
  const hour = createHourCount();
  addToHour(hour, NOW);
  addToHour(hour, NOW - 5 * HOUR);
  expect(countOfHour(hour, NOW)).toBe(2);
});

test('is what happened within the hour, give or take a step, and stays small', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 * MINUTE }), { maxLength: 60 }), (gaps) => {
      const hour = createHourCount();
      let now = NOW;
      const times = gaps.map((gap) => {
        now += gap;
        return now;
      });
      for (const time of times) addToHour(hour, time);
      const within = (ms: number) => times.filter((time) => time > now - ms).length;
      expect(countOfHour(hour, now)).toBeGreaterThanOrEqual(within(55 * MINUTE));
      expect(countOfHour(hour, now)).toBeLessThanOrEqual(within(60 * MINUTE + 1));
      expect(hour.counts.length).toBeLessThanOrEqual(12);
    }),
  );
});
