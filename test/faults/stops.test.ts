// F07: the hub is told to stop under load. It ends in time with exit code 0, what it stored it acknowledged, and what
// it acknowledged it stored.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const STOPS = effort({ quick: 3, full: 20 });
const STATIONS = ['k-1', 'k-2', 'k-3'];

let folder: HubFolder;
let clients: LoadClient[] = [];

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf(...STATIONS) });
});

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  await folder.remove();
});

test(
  `${STOPS} times SIGTERM under load`,
  async () => {
    const random = seededRandom('SIGTERM under load');
    let hub = await startHubProcess(folder);
    clients = STATIONS.map((station) => new LoadClient({ station, random, port: () => hub.mqttPort }));
    for (let stop = 0; stop < STOPS; stop++) {
      await sleep(200 + random() * 600);
      const toldAt = performance.now();
      const { code, signal, err } = await hub.end('SIGTERM');
      expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: '' });
      expect(performance.now() - toldAt).toBeLessThan(10_000);
      expect(hub.log().filter(({ level }) => level === 'error')).toEqual([]);

      await Promise.all(clients.map((client) => client.stayAway()));
      hub = await startHubProcess(folder);
      noteAcked(clients);
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
      const acked = clients.reduce((sum, client) => sum + client.acked.size, 0);
      expect(await storedIn(hub)).toBe(acked);
      for (const client of clients) client.comeBack();
    }
  },
  timeFor(STOPS, 4),
);

async function storedIn(hub: { get<T>(path: string): Promise<T> }): Promise<number> {
  const each = await Promise.all(
    STATIONS.map((id) => hub.get<{ received: number }>(`/api/v1/stations/${id}/delivery`)),
  );
  return each.reduce((sum, { received }) => sum + received, 0);
}

test('a second SIGINT ends it at once, and the next start finds everything', async () => {
  const hub = await startHubProcess(folder);
  clients = [new LoadClient({ station: 'k-1', random: Math.random, port: () => hub.mqttPort })];
  await sleep(300);
  hub.child.kill('SIGINT');
  const { code, signal } = await hub.end('SIGINT');
  // The hub may have been faster than the second signal.
  expect([0, 'SIGINT']).toContain(code ?? signal);
  await clients[0]?.stayAway();
  const next = await startHubProcess(folder);
  expect(await compareBooks(next, clients)).toEqual(NO_DISCREPANCIES);
});
