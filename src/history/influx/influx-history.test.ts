import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { influxQl, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import { historyContract } from '../history.contract.ts';
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
