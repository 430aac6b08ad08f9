import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reviveBinState } from './bin-state.ts';
import { noteEmptiedClaim } from './judge-reading.ts';
import {
  emptyingsOf,
  HOUR_MS,
  hourly,
  judgeAll,
  newBin,
  readingAt,
  repeated,
  rising,
  START,
} from './series.test-support.ts';
import { DEFAULT_BIN_SETTINGS } from './settings.ts';

/** High and low by turns, `runs[i]` readings each. */
function flipping(high: number, low: number, runs: readonly number[]): number[] {
  return runs.flatMap((length, i) => repeated(i % 2 === 0 ? high : low, length));
}

test('days of flipping between two levels make no emptying and move the clean level nowhere', () => {
  const noise = fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: 7, maxLength: 7 });
  const arb = fc.record({
    high: fc.double({ min: 0.6, max: 0.95, noNaN: true }),
    fall: fc.double({ min: 0.35, max: 0.55, noNaN: true }),
    firstLow: fc.integer({ min: 2, max: 3 }),
    laterRuns: fc.array(fc.integer({ min: 2, max: 11 }), { minLength: 4, maxLength: 60 }),
    noise,
  });
  fc.assert(
    fc.property(arb, ({ high, fall, firstLow, laterRuns, noise: shakes }) => {
      const levels = flipping(high, high - fall, [6, firstLow, ...laterRuns]);
      const state = newBin();
      const judged = judgeAll(
        state,
        hourly(levels.map((level, i) => Math.max(0, level + (shakes[i % 7] ?? 0)))),
      );
      expect(emptyingsOf(judged)).toEqual([]);
      expect(Math.abs((state.cleanLevel ?? 0) - high)).toBeLessThan(0.05);
    }),
  );
});

test('the sensor is known as flipping from the second flip on, until it was quiet for two days', () => {
  const state = newBin();
  judgeAll(state, hourly([...repeated(0.9, 5), 0.1, 0.9]));
  expect(state.flippingSince).toBeUndefined();
  const [judged] = judgeAll(state, [readingAt(7, 0.1)]);
  expect(judged).toEqual({ quality: 3, flag: 'flipping' });
  expect(state.flippingSince).toBe(START + 7 * HOUR_MS);
  judgeAll(state, hourly(repeated(0.9, 60), 8));
  expect(state).toMatchObject({ flips: 0 });
  expect(state.flippingSince).toBeUndefined();
});

test('a sensor that goes to and fro with each reading makes no emptying and moves the clean level nowhere', () => {
  const state = newBin();
  const judged = judgeAll(
    state,
    hourly([...repeated(0.9, 6), ...flipping(0.1, 0.9, repeated(1, 60)), 0.1, 0.1]),
  );
  expect(emptyingsOf(judged)).toEqual([]);
  expect(state.cleanLevel).toBe(0.9);
});

test('a jump that an older hub has stored without its readings is forgotten, one with them is kept', () => {
  const state = newBin();
  judgeAll(state, hourly([...repeated(0.9, 5), 0.1]));
  const { from = 0, to = 0, at = 0 } = state.jump ?? {};
  const revive = (stored: object) => reviveBinState(JSON.parse(JSON.stringify({ ...state, ...stored })));
  expect(revive({})).toMatchObject({ jump: { from: 0.9, to: 0.1, readings: 1 } });
  expect(revive({ jump: { from, to, at } }).jump).toBeUndefined();
});

test('spikes are no flips, however many: the bin fills, and is seen emptied at once', () => {
  const levels = Array.from({ length: 120 }, (_, i) => (i % 12 === 7 ? 1 : 0.1 + 0.01 * (i % 60)));
  const state = newBin();
  const judged = judgeAll(state, hourly(levels));
  expect(judged.map(({ flag }) => flag)).not.toContain('flipping');
  const [emptied, ...others] = emptyingsOf(judged);
  expect(emptied).toMatchObject({ at: START + 60 * HOUR_MS });
  expect((emptied?.detectedAt ?? 0) - START).toBeLessThanOrEqual(64 * HOUR_MS);
  expect(others).toEqual([]);
  expect(state.cleanLevel).toBeCloseTo(0.68, 1);
});

test('emptied while it flips: believed when it has lasted, dated by the first low reading', () => {
  const state = newBin();
  const levels = [...flipping(0.9, 0.1, [5, 1, 2, 2, 3]), ...rising(0.1, 0.3, 40)];
  const emptied = emptyingsOf(judgeAll(state, hourly(levels)));
  expect(emptied).toMatchObject([{ at: START + 13 * HOUR_MS, levelBefore: 0.9 }]);
  expect(emptied[0]?.levelAfter).toBeCloseTo(0.1, 1);
});

test('emptied while it flips, and filled up again before it was believed', () => {
  const levels = [...flipping(0.9, 0.1, [5, 1, 2, 2, 3]), ...rising(0.1, 0.9, 10)];
  const emptied = emptyingsOf(judgeAll(newBin(), hourly(levels)));
  expect(emptied).toMatchObject([{ at: START + 13 * HOUR_MS, levelBefore: 0.9 }]);
});

test('emptied while it flips, and the crew says so', () => {
  const state = newBin();
  judgeAll(state, hourly(flipping(0.9, 0.1, [5, 1, 2, 2, 3])));
  const at = START + 12.5 * HOUR_MS;
  noteEmptiedClaim(state, { at, receivedAt: at, source: 'crew' }, DEFAULT_BIN_SETTINGS);
  expect(emptyingsOf(judgeAll(state, hourly([0.1, 0.1], 13)))).toMatchObject([{ at, source: 'crew' }]);
});

test('a jump up that is undone was never true: no emptying, however long it lasted', () => {
  const state = newBin();
  const levels = flipping(0.2, 0.9, [6, 10, 1, 2, 30]);
  expect(emptyingsOf(judgeAll(state, hourly(levels)))).toEqual([]);
  expect(state.cleanLevel).toBe(0.2);
});

test('a jump up that is undone when the crew says that it emptied the bin', () => {
  const state = newBin();
  judgeAll(state, hourly(flipping(0.1, 0.6, [6, 10])));
  const at = START + 15.5 * HOUR_MS;
  noteEmptiedClaim(state, { at, receivedAt: at, source: 'crew' }, DEFAULT_BIN_SETTINGS);
  expect(emptyingsOf(judgeAll(state, hourly([0.1, 0.1], 16)))).toMatchObject([{ at, levelBefore: 0.6 }]);
});

test('a fast bin that is emptied every few hours does not flip', () => {
  const teeth = Array.from({ length: 12 }, () => rising(0.05, 0.9, 8)).flat();
  const state = newBin();
  expect(emptyingsOf(judgeAll(state, hourly(teeth)))).toHaveLength(11);
  expect(state.flips).toBe(0);
});
