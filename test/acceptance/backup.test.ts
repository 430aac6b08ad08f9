// F14: a backup taken under load, restored elsewhere: everything that was acknowledged before it began is there, and
// nothing twice. Also what is refused.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2', 'k-3'];
const ROUNDS = effort({ quick: 1, full: 5 });

let folder: HubFolder;
let clients: LoadClient[] = [];
let loadBeganAt = 0;

beforeEach(async () => {
  folder = await createHubFolder({
    declared: townOf(...STATIONS),
    settings: { journal: { segmentBytes: 131_072 } },
  });
});
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await killAll();
  await folder.remove();
});

async function command(args: readonly string[], data = folder.data): Promise<string> {
  const { code, out, err } = await launch({ ...folder, env: { ...folder.env, HUB_DATA: data } }, args).ended;
  if (code !== 0) throw new Error(`${args.join(' ')}: exit code ${code}: ${err}`);
  return out;
}

function hubOn(data: string): Promise<HubProcess> {
  return startHubProcess({ ...folder, data, env: { ...folder.env, HUB_DATA: data } });
}

/** The first station starts again with its first numbers and their content: the hub had them. */
async function sendAgain(hub: HubProcess): Promise<void> {
  const [{ station = '', bootId = '' } = {}] = clients;
  const received = async () => {
    const path = `/api/v1/stations/${station}/delivery`;
    return hub.get<{ received: number; duplicates: number }>(path);
  };
  const before = await received();
  const kiosk = await connectKiosk({ port: hub.mqttPort, station, bootId });
  const again = { seq: 0, observedAt: loadBeganAt, binId: 'recyclable-1', weightKg: 1 / 8 };
  await kiosk.send('drop-off', again);
  await kiosk.close();
  const { received: now, duplicates } = await received();
  expect({ now, duplicates }).toEqual({ now: before.received, duplicates: before.duplicates + 1 });
}

async function underLoad(hub: HubProcess, ms: number): Promise<void> {
  const random = seededRandom('backup under load');
  loadBeganAt = Date.now();
  clients = STATIONS.map((station) => new LoadClient({ station, random, port: () => hub.mqttPort }));
  await sleep(ms);
}

test(
  'under load, restored elsewhere: all that was acknowledged before, nothing twice',
  async () => {
    const hub = await hubOn(folder.data);
    await command(['user', 'add', 'ann', '--role', 'manager']);
    await underLoad(hub, 1_500);
    for (let round = 0; round < ROUNDS; round++) {
      const before = clients.map(({ acked }) => new Set(acked));
      const backup = join(folder.path, `backup-${round}`);
      await command(['backup', backup]);
      await sleep(200);
      const restored = join(folder.path, `restored-${round}`);
      await command(['restore', backup], restored);
      const second = await hubOn(restored);
      const books = clients.map(({ station, bootId, dropOffs, fillLevels }, index) => {
        const acked = before[index] ?? new Set<number>();
        return { station, bootId, dropOffs, fillLevels, acked } as LoadClient;
      });
      const { missing: _, ...found } = await compareBooks(second, books);
      const { missing: __, ...none } = NO_DISCREPANCIES;
      expect(before.every((acked) => acked.size > 50)).toBe(true);
      expect(found).toEqual(none);
      const users = await second.get<{ items: { name: string }[] }>('/api/v1/users');
      expect(users.items.map(({ name }) => name)).toContain('ann');
      await sendAgain(second);
      expect(second.log().filter(({ level }) => level === 'error')).toEqual([]);
      await second.end('SIGTERM');
    }
    await Promise.all(clients.map((client) => client.settled()));
    expect(await compareBooks(hub, clients), 'the hub that was backed up').toEqual(NO_DISCREPANCIES);
  },
  timeFor(ROUNDS, 10),
);

test('without a hub, after a kill, the journal makes it whole', async () => {
  const hub = await hubOn(folder.data);
  await underLoad(hub, 600);
  await hub.end('SIGKILL');
  for (const client of clients) client.close();
  const backup = join(folder.path, 'backup');
  await command(['backup', backup]);
  const restored = join(folder.path, 'restored');
  await command(['restore', backup], restored);
  const { missing: _, ...found } = await compareBooks(await hubOn(restored), clients);
  const { missing: __, ...none } = NO_DISCREPANCIES;
  expect(found).toEqual(none);
});

test('what is refused: full folders, damaged and newer backups, half restored data', async () => {
  const hub = await hubOn(folder.data);
  const full = join(folder.path, 'full');
  await mkdir(full);
  await writeFile(join(full, 'letter'), 'dear');
  await expect(command(['backup', full])).rejects.toThrow('it holds letter');
  await expect(command(['backup', join(folder.data, 'b')])).rejects.toThrow('it lies in the data folder');
  expect(await readdir(full)).toEqual(['letter']);
  const backup = join(folder.path, 'backup');
  await command(['backup', backup]);
  await expect(command(['restore', backup])).rejects.toThrow('expected a new or an empty folder');
  await hub.end('SIGTERM');

  const registry = join(backup, 'registry.json');
  const sound = await readFile(registry);
  await writeFile(registry, 'x');
  const restored = join(folder.path, 'restored');
  await expect(command(['restore', backup], restored)).rejects.toThrow('registry.json is damaged');
  await expect(command(['start'], restored), 'a half restored folder').rejects.toThrow('not finished');
  await writeFile(registry, sound);
  expect(await command(['restore', backup], restored), 'once more').toContain('everything');

  const manifest = join(backup, 'backup.json');
  const text = await readFile(manifest, 'utf8');
  const elsewhere = join(folder.path, 'elsewhere');
  await writeFile(manifest, text.replace('"format":1', '"format":2'));
  await expect(command(['restore', backup], elsewhere)).rejects.toThrow('a newer hub took it');
  await writeFile(manifest, text.slice(0, 40));
  await expect(command(['restore', backup], elsewhere)).rejects.toThrow('is damaged');
});
