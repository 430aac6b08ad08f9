import { expect, test } from 'vitest';
import { forecastError } from './forecast-error.ts';

const HOUR_MS = 3_600_000;

function points(levels: readonly number[]) {
  return levels.map((level, hour) => ({ binId: 'food-1', at: hour * HOUR_MS, level }));
}

/** Rises by `rate` an hour; emptied every `days` days. */
function past(hours: number, rate: number, everyHours = 40) {
  const levels = Array.from({ length: hours }, (_, hour) => (hour % everyHours) * rate);
  const emptiedAt = levels.flatMap((level, hour) => (level === 0 && hour > 0 ? [hour * HOUR_MS] : []));
  return { points: points(levels), emptiedAt };
}

test('a bin that fills evenly is foretold without an error', () => {
  const error = forecastError(past(200, 0.01), 6);
  expect(error?.mean).toBeCloseTo(0, 10);
  // 176 hours with a day of past; of each 40 the last 6 see the emptying come.
  expect(error?.forecasts).toBeGreaterThan(100);
});

test('a bin that fills by day only is off by what the mean cannot know', () => {
  let level = 0;
  const levels = Array.from({ length: 240 }, (_, hour) => {
    level += hour % 24 < 12 ? 0.005 : 0;
    return level % 0.75;
  });
  const emptiedAt = levels.flatMap((one, hour) => (one < (levels[hour - 1] ?? 0) ? [hour * HOUR_MS] : []));
  const error = forecastError({ points: points(levels), emptiedAt }, 6);
  // Half the time 6 x 0.0025 too much, else as much too little.
  expect(error?.mean).toBeGreaterThan(0.01);
  expect(error?.mean).toBeLessThan(0.02);
});

test('no error is told of too little', () => {
  expect(forecastError(past(40, 0.01), 6)).toBeUndefined();
  expect(forecastError({ points: [], emptiedAt: [] }, 6)).toBeUndefined();
});

test('what is unknown for long is not foretold', () => {
  const { points: all, emptiedAt } = past(400, 0.005, 100);
  const sparse = all.filter((_, hour) => hour % 24 === 0);
  expect(forecastError({ points: sparse, emptiedAt }, 6)).toBeUndefined();
});
