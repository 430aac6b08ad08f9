// What the hub says of itself, from its counters through the journal into the history.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, expect, it } from 'vitest';
import { HEALTH_FIELDS } from '../../src/model/health.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const RECORDING_HUB = fileURLToPath(new URL('../support/recording-hub.ts', import.meta.url));
const KILLS = 2;
const OFTEN = { healthEveryMs: 25 };

let hub: HubUnderTest | undefined;
let child: ChildProcess | undefined;

afterEach(async () => {
  child?.kill('SIGKILL');
  await hub?.remove();
});

/** Rows of a table in the folder of a hub that has stopped. */
async function rowsIn(dataFolder: string, sql: string): Promise<Record<string, number>[]> {
  const instance = await DuckDBInstance.create(join(dataFolder, 'history/history.duckdb'));
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  connection.closeSync();
  instance.closeSync();
  return reader
    .getRowObjectsJS()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value === null ? Number.NaN : Number(value)]),
      ),
    );
}

async function journalEnd({ get }: HubUnderTest): Promise<number> {
  return (await get<{ journal: { committed: number } }>('/readyz')).journal.committed;
}

it('is in the history: the sums of its counts are what happened', async () => {
  hub = await startHub({ declared: townOf('k-1', 'k-2'), overrides: OFTEN });
  const opened = hub;
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  await expect(connectKiosk({ port: hub.mqttPort, station: 'k-2', token: 'none' })).rejects.toThrow();
  await kiosk.send('status', { state: 'online', connectionId: 'c-1' });
  const deposit = { seq: 10, observedAt: Date.now(), binId: 'food-1', weightKg: 2 };
  for (let again = 0; again < 3; again++) await kiosk.send('drop-off', deposit);
  await kiosk.send('drop-off', { ...deposit, seq: 14 });
  await kiosk.send('drop-off', { ...deposit, seq: 15, weightKg: -1 });
  await kiosk.sendRaw('event', 'no json');
  const sent = await journalEnd(opened);
  // Records go on when nothing else happens.
  await expect.poll(() => journalEnd(opened), { timeout: 20_000 }).toBeGreaterThan(sent + 3_000);
  await kiosk.close();
  await hub.stop();

  const [sums] = await rowsIn(
    hub.dataFolder,
    `select sum(received) as received, sum(accepted) as accepted, sum(duplicates) as duplicates,
       sum(rejected) as rejected, sum(rejected_bad_shape) as bad_shape, sum(rejected_bad_json) as bad_json,
       sum(refused_connections) as refused, max(interval_ms) < 10000 as is_quick from hub_health`,
  );
  expect(sums).toEqual({
    received: 7,
    accepted: 3,
    duplicates: 2,
    rejected: 2,
    bad_shape: 1,
    bad_json: 1,
    refused: 1,
    is_quick: 1,
  });
  const rows = await rowsIn(hub.dataFolder, 'select * from hub_health order by time_ms');
  expect(rows.at(-1)).toMatchObject({
    missing: 3,
    stations_registered: 2,
    stations_online: 1,
    connections: 1,
    history_failing: 0,
  });
  expect(Object.keys(rows[0] ?? {})).toEqual(['time_ms', ...Object.keys(HEALTH_FIELDS)]);
});

it(`is passed over when the journal is read again after ${KILLS} kills, and stands in the history once`, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'hub-'));
  const startedAt = Date.now();
  const message = (seq: number) => ({ seq, observedAt: startedAt, binId: 'food-1', weightKg: 1 });
  for (let kill = 0; kill < KILLS; kill++) {
    child = spawn(process.execPath, ['--import', 'tsx', RECORDING_HUB, dataFolder, 'k-1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    const [port] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    const kiosk = await connectKiosk({ port: Number(String(port)), station: 'k-1' });
    kiosk.client.on('error', () => {});
    for (let seq = 0; seq < 20; seq++) await kiosk.send('drop-off', message(kill * 20 + seq));
    child.kill('SIGKILL');
    await ended;
    await kiosk.close();
  }
  hub = await startHub({ dataFolder, declared: townOf('k-1'), overrides: OFTEN });
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  for (let seq = 0; seq < KILLS * 20; seq++) await kiosk.send('drop-off', message(seq));
  await kiosk.close();
  await hub.historyCaughtUp();
  const delivery = await hub.get('/api/v1/stations/k-1/delivery');
  expect(delivery).toMatchObject({ received: KILLS * 20, duplicates: KILLS * 20, missing: 0 });
  expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toHaveLength(KILLS * 20);
  await hub.stop();

  const [counts] = await rowsIn(
    dataFolder,
    `select count(*) as records, count(distinct (time_ms, uptime_s, interval_ms, rss_bytes)) as different,
       sum(duplicates) as duplicates from hub_health`,
  );
  expect(counts?.records).toBeGreaterThan(KILLS);
  expect(counts?.different).toBe(counts?.records);
  expect(counts?.duplicates).toBeLessThanOrEqual(KILLS * 20);
});
