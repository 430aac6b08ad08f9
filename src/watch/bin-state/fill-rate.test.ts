import { expect, test } from 'vitest';
import { hourly, judgeAll, newBin, repeated, rising } from './series.test-support.ts';

test('the rate since emptied, and the mean of this filling and the ones before', () => {
  const state = newBin();
  judgeAll(state, hourly(rising(0.1, 0.9, 41)));
  expect(state.ratePerHour).toBeCloseTo(0.02);
  expect(state.meanRatePerHour).toBeCloseTo(0.02);
  judgeAll(state, hourly([...repeated(0.1, 4), ...rising(0.1, 0.5, 11)], 41));
  expect(state.ratePerHour).toBeCloseTo(0.4 / 14);
  expect(state.meanRatePerHour).toBeCloseTo((0.8 + 0.4) / (40 + 14), 4);
});

test('hours at the rim count for nothing', () => {
  const state = newBin();
  judgeAll(state, hourly([...rising(0.5, 1, 11), ...repeated(1, 30)]));
  expect(state.ratePerHour).toBeCloseTo(0.05);
});

test('nothing is said of a rate before an hour has passed', () => {
  const state = newBin();
  judgeAll(state, hourly([0.3]));
  expect(state.ratePerHour).toBeUndefined();
  expect(state.meanRatePerHour).toBeUndefined();
});
