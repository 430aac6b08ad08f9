// The part of the contract about what the hub concluded from readings: emptyings and alert events, each id once.
import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../model/alert-event.ts';
import type { Emptying } from '../model/emptying.ts';
import type { DerivedEntry } from '../model/entry.ts';
import { type AlertEventQuery, InvalidCursor, type Page, type ReadingQuery } from './history.ts';
import { alertEvent, dropOff, emptying, HOUR, JUNE, randomFrom } from './readings.test-support.ts';
import type { ContractSubject } from './statistics.contract.ts';

const DAY = 24 * HOUR;
const EVER = { from: 0, to: JUNE + 400 * DAY };
const OF_STATION = { station: 'TS-001', ...EVER, limit: 10_000 };

export function derivedContract(subject: ContractSubject): void {
  const emptyings = async (query: Partial<ReadingQuery> = {}) =>
    (await subject.store.emptyings({ ...OF_STATION, ...query })).items;
  const alertEvents = async (query: Partial<AlertEventQuery> = {}) =>
    (await subject.store.alertEvents({ ...EVER, limit: 10_000, ...query })).items;
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  describe('what the hub concluded', () => {
    it('comes back with all its fields', async () => {
      const plain = emptying();
      const full = emptying({ id: 'e-2', source: 'crew', operator: 'W-7 "老王"', detectedAt: JUNE + HOUR });
      const bare = alertEvent({ subject: { identity: 'bin-full.TS-001.food', since: JUNE - HOUR } });
      const { binId: _bin, stream: _stream, ...ofStation } = alertEvent({ id: 'a-1/1', kind: 'hidden' });
      const last = alertEvent({
        id: 'a-1/2',
        severity: 'critical',
        kind: 'resolved',
        open: false,
        at: JUNE + HOUR,
        firedAt: JUNE - HOUR,
        by: 'li',
        reason: 'by-hand',
        note: '已处理,\n"ok" \\',
        level: 0.875,
        binIds: ['food-1', 'food-2'],
        evidence: { level: 0.02, emptiedAt: JUNE + HOUR, source: 'sensor', bins: ['food-1'] },
      });
      const steps = [
        alertEvent({ id: 'a-1/3', kind: 'assigned', at: JUNE + 2 * HOUR, by: 'li', to: '王 "强"\\' }),
        alertEvent({ id: 'a-1/4', kind: 'postponed', at: JUNE + 3 * HOUR, until: JUNE + 24 * HOUR }),
        alertEvent({ id: 'a-1/5', kind: 'case-attached', at: JUNE + 4 * HOUR, externalCase: '141-77' }),
        alertEvent({ id: 'a-1/6', kind: 'silenced', at: JUNE + 5 * HOUR, cause: 'silence-1' }),
        alertEvent({ id: 'a-1/7', kind: 'checked', at: JUNE + 6 * HOUR, agreed: false }),
      ];
      await subject.write(plain, bare, ofStation, full, last, ...steps);
      expect(await emptyings()).toEqual([plain, full].map(withoutType));
      expect(await alertEvents()).toEqual([bare, ofStation, last, ...steps].map(withoutType));
    });

    it('is of the station, the bin and the time asked for', async () => {
      await subject.write(
        emptying({ id: 'e-1', at: JUNE }),
        emptying({ id: 'e-2', at: JUNE + 10 }),
        emptying({ id: 'e-3', at: JUNE + 20 }),
        emptying({ id: 'e-4', at: JUNE + 10, binId: 'food-2' }),
        emptying({ id: 'e-5', at: JUNE + 10, station: 'TS-002' }),
      );
      expect(idsOf(await emptyings())).toEqual(['e-1', 'e-2', 'e-4', 'e-3']);
      expect(idsOf(await emptyings({ from: JUNE + 10, to: JUNE + 20 }))).toEqual(['e-2', 'e-4']);
      expect(idsOf(await emptyings({ binId: 'food-2' }))).toEqual(['e-4']);
      expect(await emptyings({ station: 'TS-003' })).toEqual([]);
    });

    it('is of the station or the areas asked for, or of all', async () => {
      await subject.write(
        alertEvent({ id: 'a-1/0' }),
        alertEvent({ id: 'a-2/0', alertId: 'a-2', station: 'TS-002', grid: 'grid-b', at: JUNE + 1 }),
        alertEvent({ id: 'a-3/0', alertId: 'a-3', station: 'TS-001', grid: 'grid-c', at: JUNE + 2 }),
      );
      expect(idsOf(await alertEvents())).toEqual(['a-1/0', 'a-2/0', 'a-3/0']);
      expect(idsOf(await alertEvents({ station: 'TS-001' }))).toEqual(['a-1/0', 'a-3/0']);
      expect(idsOf(await alertEvents({ grids: ['grid-b', 'grid-c'] }))).toEqual(['a-2/0', 'a-3/0']);
      expect(idsOf(await alertEvents({ station: 'TS-001', grids: ['grid-b', 'grid-c'] }))).toEqual(['a-3/0']);
      expect(idsOf(await alertEvents({ from: JUNE + 1, to: JUNE + 2 }))).toEqual(['a-2/0']);
      expect(idsOf(await alertEvents({ alertId: 'a-3' }))).toEqual(['a-3/0']);
      expect(await alertEvents({ alertId: 'a-3', station: 'TS-002' })).toEqual([]);
      expect(await alertEvents({ grids: [] })).toEqual([]);
    });

    it('is in pages that skip and repeat nothing where much has one time', async () => {
      const at = (number: number) => JUNE + (number < 20 ? 0 : number * DAY);
      const events = Array.from({ length: 25 }, (_, number) =>
        alertEvent({ id: `a-${number}/0`, alertId: `a-${number}`, at: at(number) }),
      );
      const times = events.map(({ at: time, alertId }) => emptying({ id: alertId, at: time }));
      await subject.write(...events, ...times);
      const inOrder = (entries: readonly DerivedEntry[]) =>
        idsOf(entries.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)));
      const pagesOfEvents = await allPages((cursor) =>
        subject.store.alertEvents({ ...EVER, limit: 7, ...cursor }),
      );
      expect(pagesOfEvents.map((page) => page.length)).toEqual([7, 7, 7, 4]);
      expect(idsOf(pagesOfEvents.flat())).toEqual(inOrder(events));
      const pagesOfTimes = await allPages((cursor) =>
        subject.store.emptyings({ ...OF_STATION, limit: 5, ...cursor }),
      );
      expect(pagesOfTimes.map((page) => page.length)).toEqual([5, 5, 5, 5, 5]);
      expect(idsOf(pagesOfTimes.flat())).toEqual(inOrder(times));
    });

    it('refuses the cursor of another list', async () => {
      await subject.write(dropOff({ seq: 1 }), dropOff({ seq: 2 }));
      const { nextCursor } = await subject.store.dropOffs({ ...OF_STATION, limit: 1 });
      for (const cursor of ['x', String(nextCursor)]) {
        await expect(alertEvents({ cursor })).rejects.toThrow(InvalidCursor);
        await expect(emptyings({ cursor })).rejects.toThrow(InvalidCursor);
      }
    });

    it('counts once for its id, in one write, in many, and after the store was opened again', async () => {
      const random = randomFrom(7);
      const entries = steps(40);
      const again = (of: readonly DerivedEntry[], many: number) =>
        Array.from({ length: many }, () => of[Math.floor(random() * of.length)] ?? entries[0] ?? emptying());
      await subject.write(...entries.slice(0, 50), ...again(entries.slice(0, 50), 20));
      await subject.write(dropOff({ seq: 1 }), ...again(entries.slice(0, 50), 20), ...entries.slice(50));
      await subject.reopen();
      await subject.write(...again(entries, 60));
      await subject.store.write(entries, { journalId: 'journal-2', position: 77 });
      const expected = (type: DerivedEntry['type']) =>
        idsOf(entries.filter((entry) => entry.type === type)).toSorted();
      expect(idsOf(await emptyings()).toSorted()).toEqual(expected('emptying'));
      expect(idsOf(await alertEvents()).toSorted()).toEqual(expected('alert-event'));
    });
  });
}

/** So many emptyings, and for each an alert with two steps in the same millisecond, over some weeks. */
function steps(count: number): DerivedEntry[] {
  return Array.from({ length: count }, (_, number): (Emptying | AlertEvent)[] => {
    const at = JUNE + Math.floor(number / 3) * DAY;
    const alert = { alertId: `a-${number}`, at };
    return [
      emptying({ id: `e-${number}`, at }),
      alertEvent({ ...alert, id: `a-${number}/0` }),
      alertEvent({ ...alert, id: `a-${number}/1`, kind: 'silenced' }),
    ];
  }).flat();
}

function withoutType({ type: _type, ...row }: DerivedEntry): object {
  return row;
}

async function allPages<Row>(ask: (cursor: { cursor?: string }) => Promise<Page<Row>>): Promise<Row[][]> {
  const pages = [await ask({})];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await ask({ cursor }));
  }
  return pages.map(({ items }) => items);
}
