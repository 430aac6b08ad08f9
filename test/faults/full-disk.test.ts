// F10: the disk fills up, for real. Nothing is acknowledged that is not stored, the API goes on answering, and the hub
// goes on by itself when there is room. On a small tmpfs, so it needs the right to mount.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { createSmallDisk } from '../support/small-disk.ts';
import { townOf } from '../support/town.ts';

const MIB = 1_048_576;
const disk = createSmallDisk(64);
const { path = '', fill = async () => {}, free = () => {} } = disk ?? {};
afterAll(() => disk?.remove());

let folder: HubFolder;
let hub: HubProcess;
let station: LoadClient;

afterEach(async () => {
  station.close();
  await killAll();
  await folder.remove();
  free();
  rmSync(join(path, 'data'), { recursive: true, force: true });
});

async function begin(minFreeBytes: number): Promise<void> {
  folder = await createHubFolder({
    data: join(path, 'data'),
    declared: townOf('k-1'),
    settings: { journal: { minFreeBytes, maxDiskShare: 1 }, mqtt: { ackDeadlineSeconds: 1 } },
  });
  hub = await startHubProcess(folder);
  station = new LoadClient({ station: 'k-1', random: Math.random, port: () => hub.mqttPort });
  await until(() => station.acked.size > 200);
  await station.settled();
  await hub.historyCaughtUp();
  station.resume();
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(20);
}

const report = (place: string) =>
  hub.post('/api/v1/alerts', { by: 'li.wei', station: 'k-1', kind: 'litter', place, note: 'x'.repeat(200) });
const readiness = () => fetch(`${hub.http}/readyz`);

describe.skipIf(!disk)('a full disk', () => {
  it.each([
    ['down to the reserve', { minFreeBytes: 16 * MIB, leaveBytes: 8 * MIB, reports: 200, answer: 201 }],
    ['to the last byte', { minFreeBytes: 1_024, leaveBytes: 0, reports: 2_000, answer: 503 }],
  ])(
    '%s: nothing is lost, and it goes on by itself',
    async (_how, { minFreeBytes, leaveBytes, reports, answer }) => {
      await begin(minFreeBytes);
      await fill(leaveBytes);
      await until(async () => (await readiness()).status === 503);
      expect(await (await readiness()).json()).toMatchObject({
        reason: 'the journal is full, or the disk is',
      });
      await until(() => station.answers.at(-1) === 3);
      const acked = station.acked.size;
      const stations = await hub.get<{ items: unknown[] }>('/api/v1/stations');
      expect(stations.items).toHaveLength(1);
      expect(await hub.list('/api/v1/stations/k-1/drop-offs')).not.toEqual([]);
      expect(station.acked.size).toBe(acked);
      // What a person says is kept: there is room ahead of the state, and when it is used up the hub refuses, and lives.
      let told = await report('first');
      expect(told.status).toBe(201);
      for (let more = 0; more < reports && told.status === 201; more++) told = await report(`place ${more}`);
      expect(told.status).toBe(answer);

      free();
      await until(async () => (await readiness()).status === 200);
      await until(() => station.acked.size > acked + 200);
      expect((await report('last')).status).toBe(201);
      await station.settled();
      noteAcked([station]);
      expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
      expect(station.acked.size, 'what was refused was sent again, and stored').toBe(station.sent);
      expect((await hub.end('SIGTERM')).code).toBe(0);
    },
    120_000,
  );

  it('a hub that is started on it says so, leaves nothing behind, and starts when there is room', async () => {
    await begin(1_024);
    await station.settled();
    await hub.end('SIGTERM');
    const before = readdirSync(folder.data).sort();
    await fill(0);
    const refused = await launch(folder, ['start']).ended;
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('The disk is full: free some') });
    expect(readdirSync(folder.data).sort()).toEqual(before);
    free();
    hub = await startHubProcess(folder);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
    expect((await hub.end('SIGTERM')).code).toBe(0);
  }, 120_000);
});
