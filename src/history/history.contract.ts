// What every history store must do, on a real engine: the port's comments as tests.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DropOff, FillLevel, Reading } from '../model/reading.ts';
import {
  type DropOffCell,
  type FillLevelCell,
  type HistoryStore,
  InvalidCursor,
  type Page,
  type ReadingQuery,
  type StatisticsQuery,
} from './history.ts';
import {
  dropOff,
  expectedDropOffs,
  expectedFillLevels,
  fillLevel,
  HOUR,
  JUNE,
  randomReadings,
} from './readings.test-support.ts';

export interface HistoryHarness {
  /** Opens the store on the data of this harness; the one before must be closed. */
  open(): Promise<HistoryStore>;
  dispose(): Promise<void>;
}

const EVER = { from: 0, to: JUNE + 400 * 24 * HOUR };
const DAYS = Array.from({ length: 15 }, (_, day) => JUNE + day * 24 * HOUR);
const AT_END = { journalId: 'journal-1', position: 4096 };

export function historyContract(name: string, makeHarness: () => Promise<HistoryHarness>): void {
  describe(`${name} keeps the history contract`, () => {
    let harness: HistoryHarness;
    let store: HistoryStore;

    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });

    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    async function reopen(): Promise<void> {
      await store.close();
      store = await harness.open();
    }

    async function write(...readings: Reading[]): Promise<void> {
      await store.write(readings, AT_END);
    }

    describe('the cursor', () => {
      it('is undefined in a new store', async () => {
        expect(await store.cursor()).toBeUndefined();
      });

      it('is what the last write gave, also after the store was opened again', async () => {
        await store.write([dropOff()], { journalId: 'journal-1', position: 100 });
        await store.write([], { journalId: 'journal-1', position: 7_000_000_000 });
        expect(await store.cursor()).toEqual({ journalId: 'journal-1', position: 7_000_000_000 });
        await reopen();
        expect(await store.cursor()).toEqual({ journalId: 'journal-1', position: 7_000_000_000 });
      });

      it('moves over entries that hold no reading', async () => {
        const replayed = { type: 'replayed' as const, rejectionId: 'r1', station: 'TS-001', at: JUNE };
        await store.write([replayed], AT_END);
        expect(await store.cursor()).toEqual(AT_END);
      });

      it('is what maintain resolves to', async () => {
        expect(await store.maintain(JUNE)).toBeUndefined();
        await write(dropOff());
        expect(await store.maintain(JUNE)).toEqual(AT_END);
      });

      it('stays, and no row is written, when an entry of a write cannot be taken', async () => {
        await write(dropOff());
        const broken = { ...dropOff({ seq: 2 }), at: Number.NaN };
        await expect(
          store.write([dropOff({ seq: 1 }), broken], { ...AT_END, position: 9000 }),
        ).rejects.toThrow();
        expect(await store.cursor()).toEqual(AT_END);
        await store.write([dropOff({ seq: 3, binId: 'food-9' })], { ...AT_END, position: 9500 });
        await reopen();
        const { items } = await store.dropOffs({ station: 'TS-001', ...EVER, limit: 10 });
        expect(items.map(({ seq, binId }) => [seq, binId])).toEqual([
          [0, 'food-1'],
          [3, 'food-9'],
        ]);
      });
    });

    describe('rows', () => {
      const { type: _dropOffType, recognition: _none, ...bare } = dropOff();
      const { station: _station, ...bareRow } = bare;

      it('of deposits come back with all their fields', async () => {
        const full = dropOff({
          seq: 4_294_967_295,
          timeSource: 'age',
          weightKg: 0.125,
          recognition: { stream: 'unknown', confidence: 0.31, label: 'bag, 黑色 "x"' },
          household: 'h4sh',
          evidenceId: 'pic-77',
        });
        await write(dropOff({ weightKg: null }), full);
        const { items } = await store.dropOffs({ station: 'TS-001', ...EVER, limit: 10 });
        const { seq, timeSource, weightKg, household, evidenceId, recognition } = full;
        const { stream, ...recognised } = recognition ?? { stream: 'food' };
        expect(items).toEqual([
          { ...bareRow, weightKg: null },
          {
            ...bareRow,
            seq,
            timeSource,
            weightKg,
            household,
            evidenceId,
            recognisedStream: stream,
            ...recognised,
          },
        ]);
      });

      it('of levels come back bin by bin with all their fields', async () => {
        const [plain] = fillLevel().bins;
        const full = {
          distanceMm: 812,
          massKg: 3.25,
          temperatureC: -4.5,
          lidOpen: false,
          tiltDeg: 2,
          quality: 1 as const,
        };
        const other = { index: 1, binId: 'residual-1', stream: 'residual' as const, fillLevel: 1.7, ...full };
        const reading = fillLevel({ bins: plain ? [plain, other] : [], batteryV: 3.6, signalDbm: -97 });
        await write(reading);
        const { items } = await store.fillLevels({ station: 'TS-001', ...EVER, limit: 10 });
        const { weightKg: _weight, binId: _bin, stream: _stream, ...identity } = bareRow;
        expect(items).toEqual([
          { ...identity, ...plain },
          { ...identity, ...other },
        ]);
      });

      it('of events, emptyings and status are taken', async () => {
        const { type: _type, bins: _bins, ...frame } = fillLevel();
        await write(
          { type: 'emptied', ...frame, binId: 'food-1', stream: 'food', operator: 'op-1' },
          {
            type: 'event',
            ...frame,
            kind: 'fire',
            phase: 'raised',
            code: 'E1',
            binId: 'food-1',
            detail: 'smoke',
          },
          {
            type: 'status',
            station: 'TS-001',
            grid: 'grid-a',
            at: JUNE,
            state: 'offline',
            connectionId: 'c1',
          },
        );
        expect(await store.cursor()).toEqual(AT_END);
        expect((await store.dropOffs({ station: 'TS-001', ...EVER, limit: 10 })).items).toEqual([]);
      });

      it('are those of the station, the bin and the time asked for', async () => {
        await write(
          dropOff({ seq: 1, at: JUNE }),
          dropOff({ seq: 2, at: JUNE + 10 }),
          dropOff({ seq: 3, at: JUNE + 20 }),
          dropOff({ seq: 4, at: JUNE + 10, binId: 'food-2' }),
          dropOff({ seq: 5, at: JUNE + 10, station: 'TS-002' }),
        );
        const seqs = async (query: Partial<ReadingQuery>) =>
          (await store.dropOffs({ station: 'TS-001', ...EVER, limit: 10, ...query })).items.map(
            ({ seq }) => seq,
          );
        expect(await seqs({})).toEqual([1, 2, 4, 3]);
        expect(await seqs({ from: JUNE + 10, to: JUNE + 20 })).toEqual([2, 4]);
        expect(await seqs({ binId: 'food-2' })).toEqual([4]);
        expect(await seqs({ station: 'TS-003' })).toEqual([]);
      });
    });

    describe('pages', () => {
      async function allPages<Row>(ask: (cursor?: string) => Promise<Page<Row>>): Promise<Row[][]> {
        const pages: Row[][] = [];
        for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
          const page: Page<Row> = await ask(cursor);
          pages.push(page.items);
          cursor = page.nextCursor;
        }
        return pages;
      }

      it('skip and repeat nothing where many rows have one time', async () => {
        const readings = Array.from({ length: 25 }, (_, seq) =>
          dropOff({ seq, at: JUNE + (seq < 20 ? 0 : 1) }),
        );
        const otherBoot = readings.map((reading) => ({ ...reading, bootId: 'boot-0' }));
        await write(...readings, ...otherBoot);
        const ask = (cursor?: string) =>
          store.dropOffs({ station: 'TS-001', ...EVER, limit: 7, ...(cursor && { cursor }) });
        const pages = await allPages(ask);
        expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
        const keys = pages
          .flat()
          .map(({ at, bootId, seq }) => `${at}/${bootId}/${String(seq).padStart(3, '0')}`);
        expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => (a < b ? -1 : 1)));
        expect(keys).toHaveLength(50);
      });

      it('go on within a message of many bins', async () => {
        const bins: FillLevel['bins'] = Array.from({ length: 16 }, (_, index) => {
          return { index, binId: `food-${index}`, stream: 'food', fillLevel: 0.1, quality: 0 };
        });
        await write(fillLevel({ seq: 1, bins }), fillLevel({ seq: 2, bins }));
        const ask = (cursor?: string) =>
          store.fillLevels({ station: 'TS-001', ...EVER, limit: 5, ...(cursor && { cursor }) });
        const rows = (await allPages(ask)).flat().map(({ seq, index }) => seq * 100 + index);
        expect(rows).toEqual([1, 2].flatMap((seq) => bins.map(({ index }) => seq * 100 + index)));
      });

      it('have no next one when the last row is on them', async () => {
        await write(dropOff({ seq: 1 }), dropOff({ seq: 2 }));
        const page = await store.dropOffs({ station: 'TS-001', ...EVER, limit: 2 });
        expect(page.items).toHaveLength(2);
        expect(page).not.toHaveProperty('nextCursor');
      });

      it('stay where they were when newer rows come in', async () => {
        await write(dropOff({ seq: 1 }), dropOff({ seq: 2, at: JUNE + 40 * 24 * HOUR }));
        const first = await store.dropOffs({ station: 'TS-001', ...EVER, limit: 1 });
        await write(dropOff({ seq: 3, at: JUNE + 41 * 24 * HOUR }));
        const cursor = first.nextCursor ?? '';
        const second = await store.dropOffs({ station: 'TS-001', ...EVER, limit: 10, cursor });
        expect(second.items.map(({ seq }) => seq)).toEqual([2, 3]);
      });

      it('refuse a cursor that is none of theirs', async () => {
        for (const cursor of ['', 'x', 'bnVsbA', Buffer.from('[1,2,3,4]').toString('base64url')]) {
          const asked = store.dropOffs({ station: 'TS-001', ...EVER, limit: 1, cursor });
          await expect(asked).rejects.toThrow(InvalidCursor);
        }
      });
    });

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
            expectSameCells(await store.dropOffStatistics(query), expectedDropOffs(readings, query));
            expectSameCells(await store.fillLevelStatistics(query), expectedFillLevels(readings, query));
          }
        }
      }

      it.each([1, 2, 3])('are what counting by hand gives, however written (seed %i)', async (seed) => {
        const readings = randomReadings(seed, 1500, 14);
        for (let start = 0; start < readings.length; start += 400) {
          await write(...readings.slice(start, start + 400));
          if (seed > 1) await store.maintain(JUNE + (start / 100) * 24 * HOUR);
        }
        await expectAnswersOf(readings);
      });

      it('are not changed by housekeeping, nor by opening again', async () => {
        const readings = randomReadings(4, 1500, 14);
        await write(...readings);
        for (const day of [1, 8, 9, 16, 17, 17, 30]) {
          await store.maintain(JUNE + day * 24 * HOUR);
          await expectAnswersOf(readings);
        }
        await reopen();
        await expectAnswersOf(readings);
      });

      it('count what comes weeks late in the time it belongs to', async () => {
        const readings = randomReadings(5, 500, 14);
        await write(...readings);
        for (const day of [20, 25, 30]) await store.maintain(JUNE + day * 24 * HOUR);
        const late = randomReadings(6, 300, 14);
        await write(...late);
        await expectAnswersOf([...readings, ...late]);
        for (const day of [30, 32, 34]) await store.maintain(JUNE + day * 24 * HOUR);
        await expectAnswersOf([...readings, ...late]);
      });

      it('keep the past of a station that moved and of a bin that changed its stream', async () => {
        const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + 24 * HOUR] };
        await write(dropOff({ seq: 1 }), dropOff({ seq: 2, grid: 'grid-b' }));
        await write(dropOff({ seq: 3, grid: 'grid-b', stream: 'residual' }));
        expect(
          (await store.dropOffStatistics(query)).map(({ stream, dropOffs }) => [stream, dropOffs]),
        ).toEqual([
          ['food', 2],
          ['residual', 1],
        ]);
        const inGrid = async (grid: string) =>
          (await store.dropOffStatistics({ ...query, scope: { grids: [grid] } })).map(
            ({ dropOffs }) => dropOffs,
          );
        expect(await inGrid('grid-a')).toEqual([1]);
        expect(await inGrid('grid-b')).toEqual([1, 1]);
      });

      it('put an edge into the bucket it begins', async () => {
        const edges = [JUNE, JUNE + HOUR, JUNE + 2 * HOUR];
        const ats = [JUNE - 1, JUNE, JUNE + HOUR - 1, JUNE + HOUR, JUNE + 2 * HOUR];
        await write(...ats.map((at, seq) => dropOff({ seq, at })));
        const cells = await store.dropOffStatistics({ scope: { station: 'TS-001' }, edges });
        expect(cells.map(({ bucket, dropOffs }) => [bucket, dropOffs])).toEqual([
          [0, 2],
          [1, 1],
        ]);
      });

      it('refuse edges that are too few, not ascending or within an hour', async () => {
        for (const edges of [[], [JUNE], [JUNE, JUNE], [JUNE + HOUR, JUNE], [JUNE, JUNE + 60_000]]) {
          const asked = store.dropOffStatistics({ scope: { station: 'TS-001' }, edges });
          await expect(asked).rejects.toThrow(RangeError);
        }
      });

      it('are empty for a station, grids and times without data', async () => {
        await write(dropOff() satisfies DropOff);
        for (const scope of [{ station: 'TS-404' }, { grids: ['grid-404'] }, { grids: [] }]) {
          expect(await store.dropOffStatistics({ scope, edges: DAYS })).toEqual([]);
          expect(await store.fillLevelStatistics({ scope, edges: DAYS })).toEqual([]);
        }
        const edges = [JUNE - 48 * HOUR, JUNE - 24 * HOUR];
        expect(await store.dropOffStatistics({ scope: { station: 'TS-001' }, edges })).toEqual([]);
      });
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
