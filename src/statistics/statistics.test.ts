import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DropOffCell, FillLevelCell } from '../history/history.ts';
import { STREAMS } from '../model/stream.ts';
import { assembleStatistics } from './statistics.ts';

const HOUR = 3_600_000;
const edges = [0, HOUR, 2 * HOUR, 3 * HOUR];

const dropOff = (cell: Partial<DropOffCell>): DropOffCell => ({
  bucket: 0,
  binId: 'food-1',
  stream: 'food',
  dropOffs: 1,
  weightKg: 1,
  weighed: 1,
  decided: 1,
  correct: 1,
  ...cell,
});

const level = (cell: Partial<FillLevelCell>): FillLevelCell => ({
  bucket: 0,
  binId: 'food-1',
  stream: 'food',
  readings: 1,
  min: 0.5,
  max: 0.5,
  mean: 0.5,
  last: 0.5,
  lastAt: 0,
  ...cell,
});

describe('assembleStatistics', () => {
  it('gives every bucket, also the empty ones, with all four streams', () => {
    const { buckets, totals } = assembleStatistics({ edges, dropOffs: [], fillLevels: [] });
    expect(buckets.map(({ from, to }) => [from, to])).toEqual([
      [0, HOUR],
      [HOUR, 2 * HOUR],
      [2 * HOUR, 3 * HOUR],
    ]);
    expect(totals).toMatchObject({ from: 0, to: 3 * HOUR, dropOffs: 0, weightKg: 0, levels: [] });
    expect(totals.streams.map(({ stream }) => stream)).toEqual(STREAMS);
    expect(totals.streams[0]).toMatchObject({ share: null, dropOffShare: null });
    expect(totals.sortingAccuracy).toEqual({
      correct: 0,
      decided: 0,
      rate: null,
      interval: null,
      undetermined: 0,
      rankable: false,
    });
  });

  it('shares by weight and by number', () => {
    const dropOffs = [
      dropOff({ dropOffs: 3, weightKg: 6 }),
      dropOff({ binId: 'residual-1', stream: 'residual', dropOffs: 1, weightKg: 2 }),
    ];
    const { streams } = assembleStatistics({ edges, dropOffs, fillLevels: [] }).totals;
    expect(streams.find(({ stream }) => stream === 'food')).toMatchObject({
      share: 0.75,
      dropOffShare: 0.75,
    });
    expect(streams.find(({ stream }) => stream === 'residual')).toMatchObject({ weightKg: 2, share: 0.25 });
  });

  it('keeps what the camera could not tell apart from what was sorted wrong', () => {
    const dropOffs = [dropOff({ dropOffs: 100, decided: 80, correct: 60 })];
    const { sortingAccuracy } = assembleStatistics({ edges, dropOffs, fillLevels: [] }).totals;
    expect(sortingAccuracy).toMatchObject({
      correct: 60,
      decided: 80,
      rate: 0.75,
      undetermined: 20,
      rankable: true,
    });
    expect(sortingAccuracy.interval?.[0]).toBeCloseTo(0.6452, 3);
    expect(sortingAccuracy.interval?.[1]).toBeCloseTo(0.8321, 3);
  });

  it('does not show the noise of binary sums', () => {
    const dropOffs = [dropOff({ weightKg: 0.1 }), dropOff({ binId: 'food-2', weightKg: 0.2 })];
    expect(assembleStatistics({ edges, dropOffs, fillLevels: [] }).totals.weightKg).toBe(0.3);
  });

  it('weighs the mean level by readings and takes the last one by time', () => {
    const fillLevels = [
      level({ bucket: 1, readings: 1, mean: 0.9, min: 0.9, max: 0.9, last: 0.9, lastAt: HOUR + 5 }),
      level({ bucket: 0, readings: 3, mean: 0.1, min: 0, max: 0.2, last: 0.2, lastAt: 50 }),
    ];
    const { buckets, totals } = assembleStatistics({ edges, dropOffs: [], fillLevels });
    expect(buckets[0]?.levels[0]).toEqual({
      binId: 'food-1',
      stream: 'food',
      readings: 3,
      mean: 0.1,
      min: 0,
      max: 0.2,
      last: 0.2,
      lastAt: 50,
    });
    expect(totals.levels).toHaveLength(1);
    expect(totals.levels[0]).toMatchObject({ readings: 4, min: 0, max: 0.9, last: 0.9, lastAt: HOUR + 5 });
    expect(totals.levels[0]?.mean).toBeCloseTo(0.3);
  });

  it('keeps a bin that changed its stream as two rows, and areas by stream alone', () => {
    const changed = [level({}), level({ stream: 'residual' })];
    expect(assembleStatistics({ edges, dropOffs: [], fillLevels: changed }).totals.levels).toHaveLength(2);
    const area = [level({ binId: undefined }), level({ binId: undefined, bucket: 1 })];
    const rows = assembleStatistics({ edges, dropOffs: [], fillLevels: area }).totals.levels;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.binId).toBeUndefined();
  });

  it('has buckets that add up to the totals', () => {
    const cell = fc
      .record({
        bucket: fc.integer({ min: 0, max: 2 }),
        stream: fc.constantFrom(...STREAMS),
        dropOffs: fc.integer({ min: 0, max: 1000 }),
        weightKg: fc.integer({ min: 0, max: 1000 }),
      })
      .map((fields) => dropOff(fields));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (dropOffs) => {
        const { buckets, totals } = assembleStatistics({ edges, dropOffs, fillLevels: [] });
        expect(buckets.reduce((sum, bucket) => sum + bucket.dropOffs, 0)).toBe(totals.dropOffs);
        expect(buckets.reduce((sum, bucket) => sum + bucket.weightKg, 0)).toBe(totals.weightKg);
        expect(totals.streams.reduce((sum, row) => sum + row.weightKg, 0)).toBe(totals.weightKg);
      }),
    );
  });
});
