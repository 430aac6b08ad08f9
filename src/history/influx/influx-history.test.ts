import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { influxQl, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import { historyContract } from '../history.contract.ts';
import type { DropOffRow } from '../history.ts';
import { dropOff, HOUR, JUNE } from '../readings.test-support.ts';
import { InfluxHistory } from './influx-history.ts';
import type { DatabaseAuth } from './options.ts';

describe.skipIf(notInstalled('influxd'))('InfluxDB 1.6', () => {
  let server: RunningServer;
  let databases = 0;

  beforeAll(async () => {
    server = await startInfluxd({ empty: true });
  });
  afterAll(() => server.stop());

  async function newDatabase(): Promise<DatabaseAuth> {
    databases += 1;
    const auth = { database: `hub-${databases}`, retentionRaw: 'raw', retentionRollUps: 'rollups' };
    await influxQl(
      server.url,
      `CREATE DATABASE "${auth.database}" WITH NAME "raw"; CREATE RETENTION POLICY "rollups" ON "${auth.database}" DURATION INF REPLICATION 1`,
    );
    return auth;
  }

  it('pages through a millisecond that holds more rows than a question asks for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'influx-history-'));
    const store = new InfluxHistory({ kind: 'influx', folder, url: server.url, auth: await newDatabase() });
    await store.open();
    const readings = Array.from({ length: 300 }, (_, seq) => {
      return dropOff({ seq, bootId: `boot-${seq % 3}`, at: JUNE + (seq < 250 ? 5 : seq) });
    });
    await store.write(readings, { journalId: 'journal-1', position: 1 });
    const query = { station: 'TS-001', from: JUNE, to: JUNE + HOUR, limit: 40 };
    const rows: DropOffRow[] = [];
    for (let page = await store.dropOffs(query); ; ) {
      rows.push(...page.items);
      if (page.nextCursor === undefined) break;
      expect(page.items).toHaveLength(query.limit);
      page = await store.dropOffs({ ...query, cursor: page.nextCursor });
    }
    const inOrder = readings.toSorted(
      (a, b) => a.at - b.at || a.bootId.localeCompare(b.bootId) || a.seq - b.seq,
    );
    expect(rows.map(({ bootId, seq }) => [bootId, seq])).toEqual(
      inOrder.map(({ bootId, seq }) => [bootId, seq]),
    );
    await store.close();
    await rm(folder, { recursive: true });
  });

  historyContract('InfluxDB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'influx-history-'));
    const auth = await newDatabase();
    return {
      async open() {
        const store = new InfluxHistory({ kind: 'influx', folder, url: server.url, auth });
        await store.open();
        return store;
      },
      async dispose() {
        await influxQl(server.url, `DROP DATABASE "${auth.database}"`);
        await rm(folder, { recursive: true });
      },
    };
  });
});
