import { expect, test } from 'vitest';
import type { DropOffRow, FillLevelRow } from '../history/history.ts';
import { pastEntries } from './past-entries.ts';

const identity = { stream: 'food', grid: 'g1', timeSource: 'station', bootId: 'b' } as const;
const levelRow = (seq: number, index: number, differs: Partial<FillLevelRow> = {}): FillLevelRow => ({
  ...identity,
  binId: `food-${index}`,
  at: seq * 1_000,
  receivedAt: seq * 1_000,
  seq,
  index,
  fillLevel: 0.5,
  quality: 0,
  ...differs,
});
const dropOffRow: DropOffRow = {
  ...identity,
  binId: 'food-1',
  at: 1_500,
  receivedAt: 1_500,
  seq: 9,
  weightKg: null,
  label: 'peel',
};

const entriesOf = (fillLevels: FillLevelRow[], dropOffs: DropOffRow[] = []) =>
  pastEntries({ station: 'ts-001', fillLevels, dropOffs, lateAfterMs: 900_000 });

test('the levels of one message come together again, in the order of its bins', () => {
  const [reading, ...more] = entriesOf([levelRow(1, 2), levelRow(1, 1, { lidOpen: true, quality: 1 })]);
  expect(more).toEqual([]);
  expect(reading).toEqual({
    type: 'fill-level',
    station: 'ts-001',
    grid: 'g1',
    bootId: 'b',
    seq: 1,
    at: 1_000,
    receivedAt: 1_000,
    timeSource: 'station',
    bins: [
      { index: 1, binId: 'food-1', stream: 'food', fillLevel: 0.5, lidOpen: true, quality: 1 },
      { index: 2, binId: 'food-2', stream: 'food', fillLevel: 0.5, quality: 0 },
    ],
  });
});

test('in the order in which they came, with what came late', () => {
  const late = levelRow(3, 1, { at: 100, receivedAt: 900_101 });
  const inTime = levelRow(2, 1, { at: 100, receivedAt: 900_100 });
  const entries = entriesOf([late, inTime, levelRow(1, 1)], [dropOffRow]);
  expect(entries.map(({ type, seq, late: isLate }) => [type, seq, isLate])).toEqual([
    ['fill-level', 1, undefined],
    ['drop-off', 9, undefined],
    ['fill-level', 2, undefined],
    ['fill-level', 3, true],
  ]);
});
