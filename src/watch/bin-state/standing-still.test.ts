import { expect, test } from 'vitest';
import type { BinState } from './bin-state.ts';
import { HOUR_MS, hourly, judgeAll, newBin, readingAt, repeated, START } from './series.test-support.ts';
import { noteDeposit } from './standing-still.ts';

/** Two days of one level, and a deposit every two hours. */
function twoDays(level: number, deposits = 25): BinState {
  const state = newBin();
  judgeAll(state, hourly(repeated(level, 30)));
  for (let n = 0; n < deposits; n += 1) noteDeposit(state, START + 2 * n * HOUR_MS);
  judgeAll(state, hourly(repeated(level, 20), 30));
  return state;
}

test('the same level for two days although deposits arrive', () => {
  const state = twoDays(0.5);
  expect(state.stuckSince).toBe(START);
  expect(state.newest).toMatchObject({ quality: 3, flag: 'stuck' });
  expect(judgeAll(state, [readingAt(50, 0.52)])).toEqual([{ quality: 4 }]);
  expect(state.stuckSince).toBeUndefined();
});

test.each([
  ['few deposits', twoDays(0.5, 5)],
  ['a full bin', twoDays(1)],
])('%s: not stuck', (_, state) => {
  expect(state.stuckSince).toBeUndefined();
});

test('deposits from before the level came to stand do not count', () => {
  const state = newBin();
  judgeAll(state, hourly([0.4, ...repeated(0.5, 30)]));
  for (let n = 0; n < 25; n += 1) noteDeposit(state, START);
  judgeAll(state, hourly(repeated(0.5, 30), 31));
  expect(state.stuckSince).toBeUndefined();
});
