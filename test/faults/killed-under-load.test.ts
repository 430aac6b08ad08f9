// F01 to F03: kill -9 at random moments, under load, while starting, while it checkpoints and trims. Nothing that was
// acknowledged is lost, nothing is there twice, and nobody has to repair anything.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { figure } from '../support/figures.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2', 'k-3', 'k-4'];
const KILLS = effort({ quick: 10, full: 100 });
const KILLED_STARTS = effort({ quick: 4, full: 80 });
/** What the product promises; busy machines that run other tests get more. */
const READY_WITHIN_MS = effort({ quick: 60_000, full: 5_000 });

let folder: HubFolder;
let clients: LoadClient[] = [];
let hub: HubProcess;

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await killAll();
  await folder.remove();
});

function connectClients(random: () => number): void {
  clients = STATIONS.map((station) => new LoadClient({ station, random, port: () => hub.mqttPort }));
}

async function settle(): Promise<void> {
  await Promise.all(clients.map((client) => client.settled()));
}

test(
  `${KILLS} kills under load`,
  async () => {
    const random = seededRandom('kills under load');
    folder = await createHubFolder({ declared: townOf(...STATIONS) });
    hub = await startHubProcess(folder);
    connectClients(random);
    const readyMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(50 + random() * 500);
      await hub.end('SIGKILL');
      hub = await startHubProcess(folder);
      readyMs.push(hub.readyMs);
    }
    await settle();
    noteAcked(clients);
    figure('ready after at most', `${(Math.max(...readyMs) / 1_000).toFixed(1)} s`);
    expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    expect(ackedCount()).toBeGreaterThan(KILLS * 50);
    expect(Math.max(...readyMs)).toBeLessThan(READY_WITHIN_MS);
  },
  timeFor(KILLS, 10),
);

test(
  `${KILLED_STARTS} kills while it starts, checkpoints and trims`,
  async () => {
    const random = seededRandom('kills while starting');
    // Small segments: each start has many to go through, and many to delete after its first checkpoint.
    folder = await createHubFolder({
      declared: townOf(...STATIONS),
      settings: { journal: { segmentBytes: 131_072 } },
    });
    hub = await startHubProcess(folder);
    connectClients(random);
    for (let kill = 0; kill < KILLED_STARTS; kill++) {
      await sleep(200 + random() * 1_400);
      await hub.end('SIGKILL');
      const { child, ended } = launch(folder, ['start']);
      await sleep(random() * 1.3 * hub.readyMs);
      child.kill('SIGKILL');
      await ended;
      hub = await startHubProcess(folder);
    }
    await settle();
    noteAcked(clients);
    expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    // Once history, memory and watch have all saved past it.
    const kept = async () => {
      const { journal } = await hub.get<{ journal: { bytes: number; committed: number } }>('/readyz');
      return journal.bytes / journal.committed;
    };
    await expect.poll(kept, { timeout: 30_000, message: 'something was trimmed' }).toBeLessThan(1);
  },
  timeFor(KILLED_STARTS, 15),
);

function ackedCount(): number {
  return clients.reduce((sum, { acked }) => sum + acked.size, 0);
}
