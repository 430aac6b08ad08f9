// What every history store must do, on a real engine: the port's comments as tests.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../model/entry.ts';
import type { FillLevel } from '../model/reading.ts';
import { derivedContract } from './derived.contract.ts';
import { type HistoryStore, InvalidCursor, type Page, type ReadingQuery } from './history.ts';
import { dropOff, emptying, fillLevel, HOUR, hubHealth, JUNE } from './readings.test-support.ts';
import { type ContractSubject, statisticsContract } from './statistics.contract.ts';

export interface HistoryHarness {
  /** Opens the store on the data of this harness; the one before must be closed. */
  open(): Promise<HistoryStore>;
  dispose(): Promise<void>;
}

const EVER = { from: 0, to: JUNE + 400 * 24 * HOUR };
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

    async function write(...entries: Entry[]): Promise<void> {
      await store.write(entries, AT_END);
    }

    const subject: ContractSubject = {
      get store() {
        return store;
      },
      write,
      reopen,
    };

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
        await store.write([replayed, hubHealth()], AT_END);
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
        const undated = emptying({ at: Number.NaN });
        await expect(store.write([dropOff({ seq: 4 }), undated], AT_END)).rejects.toThrow();
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

    derivedContract(subject);
    statisticsContract(subject);
  });
}
