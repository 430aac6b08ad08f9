// What a process leaves behind that dies between two steps of a write or of housekeeping: the next one puts it right.
// The death is played by putting the local file back to what it was at that step.
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE, influxQl, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import type { Reading } from '../../model/reading.ts';
import { StoreUnavailable } from '../history.ts';
import { dropOff, fillLevel, HOUR, JUNE } from '../readings.test-support.ts';
import { InfluxHistory } from './influx-history.ts';

const DAY = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + 24 * HOUR] };
const LIST = { station: 'TS-001', from: 0, to: JUNE + 24 * HOUR, limit: 100 };
const at = (position: number) => ({ journalId: 'journal-1', position });

describe.skipIf(notInstalled('influxd'))('a store on a server', () => {
  let server: RunningServer;
  let folder: string;
  let troubles: string[];
  let now: number;

  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    for (const measurement of ['drop_off', 'fill_level', 'drop_off_hour', 'fill_level_hour']) {
      await influxQl(server.url, `DROP MEASUREMENT "${measurement}"`);
    }
    folder = await mkdtemp(join(tmpdir(), 'crash-steps-'));
    troubles = [];
    now = JUNE;
    return () => rm(folder, { recursive: true });
  });

  async function opened<Result>(use: (store: InfluxHistory) => Promise<Result>): Promise<Result> {
    const onTrouble = (trouble: string) => void troubles.push(trouble);
    const options = { kind: 'influx' as const, folder, url: server.url, auth: DATABASE, onTrouble };
    const store = new InfluxHistory(options, { now: () => now });
    await store.open();
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  const file = () => join(folder, 'cursor.json');
  const keep = () => copyFile(file(), join(folder, 'kept'));
  const putBack = () => copyFile(join(folder, 'kept'), file());

  const first: Reading[] = [dropOff({ seq: 1, at: JUNE + 5 }), fillLevel({ seq: 2, at: JUNE + 7 })];
  const second: Reading[] = [
    dropOff({ seq: 3, at: JUNE + 9, weightKg: 2 }),
    dropOff({ seq: 4, at: JUNE + 3 * HOUR, weightKg: 3 }),
  ];
  async function expectAll(store: InfluxHistory): Promise<void> {
    const [cell] = await store.dropOffStatistics(DAY);
    expect(cell).toMatchObject({ dropOffs: 3, weighed: 3, weightKg: 6.5 });
    const { items } = await store.dropOffs(LIST);
    expect(items.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    expect((await store.fillLevels(LIST)).items).toHaveLength(1);
  }

  it('sends again what was sent when it died before the cursor was written', async () => {
    await opened(async (store) => {
      await store.write(first, at(10));
      await store.maintain(JUNE);
      await keep();
      await store.write(second, at(20));
      await store.maintain(JUNE + 5 * HOUR);
    });
    await putBack();
    await opened(async (store) => {
      expect(await store.cursor()).toEqual(at(10));
      await store.write(second, at(20));
      await expectAll(store);
      await store.maintain(JUNE + 10 * HOUR);
      await expectAll(store);
    });
  });

  it('makes roll-ups again when it died before it was noted that they are made', async () => {
    await opened(async (store) => {
      await store.write([...first, ...second], at(20));
      await keep();
      expect(await store.maintain(JUNE)).toEqual(at(20));
    });
    await putBack();
    await opened(async (store) => {
      await expectAll(store);
      await store.maintain(JUNE + HOUR);
      await expectAll(store);
    });
  });

  it('needs the journal from where roll-ups are not made yet', async () => {
    await opened(async (store) => {
      await store.write(first, at(10));
      await store.maintain(JUNE + HOUR);
      await store.write([], at(20));
      now = JUNE + HOUR;
      await store.write([dropOff({ seq: 9, at: JUNE })], at(30));
      expect(await store.maintain(now)).toEqual(at(20));
      expect(await store.maintain(now + 2 * 60_000)).toEqual(at(30));
    });
  });

  it('starts the journal again when its file is damaged, and says so', async () => {
    await opened((store) => store.write(first, at(10)));
    await writeFile(file(), 'not what the hub writes');
    await opened(async (store) => {
      expect(await store.cursor()).toBeUndefined();
      expect(troubles.join()).toContain(file());
      await store.write([...first, ...second], at(20));
      await expectAll(store);
    });
  });

  it('starts the journal again on another server', async () => {
    await opened((store) => store.write(first, at(10)));
    const auth = { ...DATABASE, database: 'other' };
    const other = new InfluxHistory({
      kind: 'influx',
      folder,
      url: server.url,
      auth,
      onTrouble: (trouble) => void troubles.push(trouble),
    });
    await other.open();
    expect(await other.cursor()).toBeUndefined();
    expect(troubles.join()).toContain('the journal is sent there from its start');
    await other.close();
  });

  it('leaves the roll-up of an hour that raw retention has begun to delete', async () => {
    const dayAgo = Math.floor(Date.now() / HOUR) * HOUR - 24 * HOUR;
    const query = { scope: DAY.scope, edges: [dayAgo, dayAgo + HOUR] };
    now = dayAgo;
    await influxQl(server.url, 'ALTER RETENTION POLICY "raw" ON "hub" DURATION 40h SHARD DURATION 1h');
    try {
      await opened(async (store) => {
        await store.write([dropOff({ seq: 1, at: dayAgo }), dropOff({ seq: 2, at: dayAgo + 1 })], at(10));
        await store.maintain(dayAgo + HOUR);
        now = dayAgo + 40 * HOUR;
        await store.write([dropOff({ seq: 3, at: dayAgo + 2 })], at(20)); // Comes too late to count.
        expect(await store.dropOffStatistics(query)).toMatchObject([{ dropOffs: 2 }]);
        await influxQl(server.url, 'DROP MEASUREMENT "drop_off"');
        await store.maintain(now);
        expect(await store.dropOffStatistics(query)).toMatchObject([{ dropOffs: 2 }]);
      });
    } finally {
      await influxQl(server.url, 'ALTER RETENTION POLICY "raw" ON "hub" DURATION INF');
    }
  });

  it('keeps totals where a station moves and a bin changes its stream', async () => {
    const grids = { scope: { grids: ['grid-a', 'grid-b'] }, edges: DAY.edges };
    const totalsOf = async (store: InfluxHistory, query: typeof DAY | typeof grids) => {
      const cells = await store.dropOffStatistics(query);
      return cells.reduce((sum, { dropOffs }) => sum + dropOffs, 0);
    };
    await opened(async (store) => {
      await store.write([dropOff({ seq: 1 }), dropOff({ seq: 2, at: JUNE + 1 })], at(10));
      await store.maintain(JUNE);
      const moved = { grid: 'grid-b', at: JUNE + 2 };
      await store.write(
        [dropOff({ seq: 3, ...moved }), dropOff({ seq: 4, ...moved, stream: 'residual' })],
        at(20),
      );
      for (const minutes of [0, 1, 60]) {
        expect(await totalsOf(store, DAY)).toBe(4);
        expect(await totalsOf(store, grids)).toBe(4);
        await store.maintain(JUNE + minutes * 60_000);
      }
    });
    const [row] = rowsOf(
      await influxQl(server.url, 'SELECT sum(drop_offs), count(drop_offs) FROM rollups.drop_off_hour'),
    );
    expect(row?.slice(1)).toEqual([4, 3]);
  });

  it('opens while the server is away, refuses to write and to answer, and goes on when it is back', async () => {
    await opened((store) => store.write(first, at(10)));
    await server.kill();
    await opened(async (store) => {
      expect(await store.cursor()).toEqual(at(10));
      await expect(store.write(second, at(20))).rejects.toThrow(StoreUnavailable);
      await expect(store.maintain(JUNE)).rejects.toThrow(StoreUnavailable);
      await expect(store.dropOffStatistics(DAY)).rejects.toThrow(StoreUnavailable);
      await expect(store.dropOffs(LIST)).rejects.toThrow(StoreUnavailable);
      expect(await store.cursor()).toEqual(at(10));
      await server.restart();
      await store.write(second, at(20));
      await expectAll(store);
    });
  });
});

function rowsOf(answer: unknown): unknown[][] {
  const { results } = answer as { results: { series?: { values: unknown[][] }[] }[] };
  return results.flatMap(({ series = [] }) => series.flatMap(({ values }) => values));
}
