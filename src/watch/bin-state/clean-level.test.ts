// Which readings count together: those that were far from the clean level do only once they are believed.
import { expect, test } from 'vitest';
import type { BinState } from './bin-state.ts';
import { hourly, judgeAll, newBin, repeated } from './series.test-support.ts';

function believedAfter(levels: readonly number[]): number[] {
  const state: BinState = newBin();
  judgeAll(state, hourly(levels));
  return state.window.filter(({ doubted }) => !doubted).map(({ level }) => level);
}

test('a spike counts as nothing, also when the level has come near it', () => {
  expect(believedAfter([0.7, 0.7, 0.7, 1, 0.82])).toEqual([0.7, 0.7, 0.7, 0.82]);
  expect(believedAfter([0.7, 0.7, 0.7, 1, 0.82, 0.85, 0.9, 0.96])).toEqual([0.82, 0.85, 0.9, 0.96]);
});

test('a step that most of the window shows is believed with all of its readings', () => {
  expect(believedAfter([...repeated(0.3, 5), 0.9, 0.9])).toEqual(repeated(0.3, 3));
  expect(believedAfter([...repeated(0.3, 5), 0.9, 0.9, 0.92])).toEqual([0.9, 0.9, 0.92]);
});

test('its place in the window is free for the next reading', () => {
  expect(believedAfter([0.7, 1, ...repeated(0.7, 6)])).toEqual(repeated(0.7, 5));
});
