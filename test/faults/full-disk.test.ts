// F10: the disk fills up, for real. Nothing is acknowledged that is not stored, the API goes on answering, and the hub
// goes on by itself when there is room. On a small tmpfs, so it needs the right to mount.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const MIB = 1_048_576;
const disk = mkdtempSync(join(tmpdir(), 'hub-disk-'));
const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
const mounted = mounting.status === 0;
if (!mounted) {
  const why = mounting.error?.message ?? mounting.stderr.toString().trim();
  console.warn(`NOT TESTED: a full disk. It needs a small tmpfs, and none can be mounted here: ${why}`);
}

afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const filler = join(disk, 'filler');
let folder: HubFolder;
let hub: HubProcess;
let station: LoadClient;

afterEach(async () => {
  station.close();
  await killAll();
  await folder.remove();
  rmSync(filler, { force: true });
  rmSync(join(disk, 'data'), { recursive: true, force: true });
});

async function begin(minFreeBytes: number): Promise<void> {
  folder = await createHubFolder({
    data: join(disk, 'data'),
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

/** Leaves so many bytes free. */
async function fill(leaveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  const bytes = bavail * bsize - leaveBytes;
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096', `count=${Math.floor(bytes / 4096)}`]);
}

const report = (place: string) =>
  hub.post('/api/v1/alerts', { by: 'li.wei', station: 'k-1', kind: 'litter', place, note: 'x'.repeat(200) });
const readiness = () => fetch(`${hub.http}/readyz`);

describe.skipIf(!mounted)('a full disk', () => {
  it.each([
    ['down to the reserve', 16 * MIB, 8 * MIB],
    ['to the last byte', 1_024, 0],
  ])(
    '%s: nothing is lost, and it goes on by itself',
    async (_name, minFreeBytes, leaveBytes) => {
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
      // What a person says is kept while there is room, then refused; either way the hub lives.
      let told = await report('first');
      for (let more = 0; more < 200 && told.status === 201; more++) told = await report(`place ${more}`);
      expect(told.status).toBe(leaveBytes > 0 ? 201 : 500);

      rmSync(filler);
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
});
