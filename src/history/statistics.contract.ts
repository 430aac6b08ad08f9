// The statistics part of the contract: every answer is held against counting by hand.
import { describe, expect, it } from 'vitest';
import type { Entry } from '../model/entry.ts';
import type { Reading } from '../model/reading.ts';
import type { DropOffCell, FillLevelCell, HistoryStore, StatisticsQuery } from './history.ts';
import {
  dropOff,
  expectedDropOffs,
  expectedFillLevels,
  HOUR,
  JUNE,
  randomReadings,
} from './readings.test-support.ts';

/** The store under test; another object after `reopen`. */
export interface ContractSubject {
  readonly store: HistoryStore;
  write(...entries: Entry[]): Promise<void>;
  reopen(): Promise<void>;
}

const DAYS = Array.from({ length: 15 }, (_, day) => JUNE + day * 24 * HOUR);

export function statisticsContract(subject: ContractSubject): void {
  describe('statistics', () => {
    const scopes: StatisticsQuery['scope'][] = [
      { station: 'TS-001' },
      { grids: ['grid-0'] },
      { grids: ['grid-0', 'grid-1', 'grid-none'] },
    ];
    const edgesOf = {
      days: DAYS,
      uneven: [JUNE + 5 * HOUR, JUNE + 6 * HOUR, JUNE + 29 * HOUR, JUNE + 200 * HOUR],
    };

    async function expectAnswersOf(readings: readonly Reading[]): Promise<void> {
      for (const scope of scopes) {
        for (const edges of Object.values(edgesOf)) {
          const query = { scope, edges };
          expectSameCells(await subject.store.dropOffStatistics(query), expectedDropOffs(readings, query));
          expectSameCells(
            await subject.store.fillLevelStatistics(query),
            expectedFillLevels(readings, query),
          );
        }
      }
    }

    it.each([1, 2, 3])('are what counting by hand gives, however written (seed %i)', async (seed) => {
      const readings = randomReadings(seed, 1500, 14);
      for (let start = 0; start < readings.length; start += 400) {
        await subject.write(...readings.slice(start, start + 400));
        if (seed > 1) await subject.store.maintain(JUNE + (start / 100) * 24 * HOUR);
      }
      await expectAnswersOf(readings);
    });

    it('are not changed by housekeeping, nor by opening again', async () => {
      const readings = randomReadings(4, 1500, 14);
      await subject.write(...readings);
      for (const day of [1, 8, 9, 16, 17, 17, 30]) {
        await subject.store.maintain(JUNE + day * 24 * HOUR);
        await expectAnswersOf(readings);
      }
      await subject.reopen();
      await expectAnswersOf(readings);
    });

    it('count what comes weeks late in the time it belongs to', async () => {
      const readings = randomReadings(5, 500, 14);
      await subject.write(...readings);
      for (const day of [20, 25, 30]) await subject.store.maintain(JUNE + day * 24 * HOUR);
      const late = randomReadings(6, 300, 14);
      await subject.write(...late);
      await expectAnswersOf([...readings, ...late]);
      for (const day of [30, 32, 34]) await subject.store.maintain(JUNE + day * 24 * HOUR);
      await expectAnswersOf([...readings, ...late]);
    });

    it('keep the past of a station that moved and of a bin that changed its stream', async () => {
      const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + 24 * HOUR] };
      await subject.write(dropOff({ seq: 1 }), dropOff({ seq: 2, grid: 'grid-b' }));
      await subject.write(dropOff({ seq: 3, grid: 'grid-b', stream: 'residual' }));
      expect(
        (await subject.store.dropOffStatistics(query)).map(({ stream, dropOffs }) => [stream, dropOffs]),
      ).toEqual([
        ['food', 2],
        ['residual', 1],
      ]);
      const inGrid = async (grid: string) =>
        (await subject.store.dropOffStatistics({ ...query, scope: { grids: [grid] } })).map(
          ({ dropOffs }) => dropOffs,
        );
      expect(await inGrid('grid-a')).toEqual([1]);
      expect(await inGrid('grid-b')).toEqual([1, 1]);
    });

    it('put an edge into the bucket it begins', async () => {
      const edges = [JUNE, JUNE + HOUR, JUNE + 2 * HOUR];
      const ats = [JUNE - 1, JUNE, JUNE + HOUR - 1, JUNE + HOUR, JUNE + 2 * HOUR];
      await subject.write(...ats.map((at, seq) => dropOff({ seq, at })));
      const cells = await subject.store.dropOffStatistics({ scope: { station: 'TS-001' }, edges });
      expect(cells.map(({ bucket, dropOffs }) => [bucket, dropOffs])).toEqual([
        [0, 2],
        [1, 1],
      ]);
    });

    it('refuse edges that are too few, not ascending or within an hour', async () => {
      for (const edges of [[], [JUNE], [JUNE, JUNE], [JUNE + HOUR, JUNE], [JUNE, JUNE + 60_000]]) {
        const asked = subject.store.dropOffStatistics({ scope: { station: 'TS-001' }, edges });
        await expect(asked).rejects.toThrow(RangeError);
      }
    });

    it('are empty for a station, grids and times without data', async () => {
      await subject.write(dropOff());
      for (const scope of [{ station: 'TS-404' }, { grids: ['grid-404'] }, { grids: [] }]) {
        expect(await subject.store.dropOffStatistics({ scope, edges: DAYS })).toEqual([]);
        expect(await subject.store.fillLevelStatistics({ scope, edges: DAYS })).toEqual([]);
      }
      const edges = [JUNE - 48 * HOUR, JUNE - 24 * HOUR];
      expect(await subject.store.dropOffStatistics({ scope: { station: 'TS-001' }, edges })).toEqual([]);
    });
  });
}

/** Sums and means are compared to 1e-5: the order of adding differs. */
function expectSameCells<Cell extends DropOffCell | FillLevelCell>(actual: Cell[], expected: Cell[]): void {
  const inOrder = (cells: Cell[]) => cells.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  expect(inOrder(actual)).toEqual(inOrder(expected).map(nearly));
}

function keyOf({ bucket, binId = '', stream }: DropOffCell | FillLevelCell): string {
  return `${String(bucket).padStart(6, '0')} ${binId} ${stream}`;
}

function nearly(cell: DropOffCell | FillLevelCell): object {
  return 'mean' in cell
    ? { ...cell, mean: expect.closeTo(cell.mean, 5) }
    : { ...cell, weightKg: expect.closeTo(cell.weightKg, 5) };
}
