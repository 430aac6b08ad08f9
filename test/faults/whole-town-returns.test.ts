// F43: the hub is killed and all stations of a town come back in the same moment, with what was not acknowledged. All are
// served again soon, and nothing is lost.
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
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const TIMES = effort({ quick: 1, full: 3 });
const STATIONS = Array.from({ length: effort({ quick: 80, full: 1_000 }) }, (_, number) => `k-${number}`);
/** Each of them sends so often, on average. */
const EVERY_MS = effort({ quick: 400, full: 1_500 });
/** What the product promises; busy machines that run other tests get more. */
const BACK_WITHIN_MS = effort({ quick: 90_000, full: 30_000 });
/** Stations whose books are compared at once. */
const COMPARED = 20;

let folder: HubFolder;
let hub: HubProcess;
let clients: LoadClient[] = [];

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  await folder.remove();
});

test(
  `${TIMES} times ${STATIONS.length} stations at once`,
  async () => {
    const random = seededRandom('a whole town');
    folder = await createHubFolder({ declared: townOf(...STATIONS) });
    hub = await startHubProcess(folder);
    const port = () => hub.mqttPort;
    clients = STATIONS.map((station) => new LoadClient({ station, random, everyMs: EVERY_MS, port }));
    await expect.poll(servedCount, { timeout: 60_000 }).toBe(STATIONS.length);
    const backMs: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      await sleep(EVERY_MS);
      backMs.push(await killAndReturn());
    }
    await Promise.all(clients.map((client) => client.settled()));
    figure('stations', STATIONS.length);
    figure('all back after at most', `${(Math.max(...backMs) / 1_000).toFixed(1)} s`);
    noteAcked(clients);
    for (let first = 0; first < clients.length; first += COMPARED)
      expect(await compareBooks(hub, clients.slice(first, first + COMPARED))).toEqual(NO_DISCREPANCIES);
    expect(Math.max(...backMs)).toBeLessThan(BACK_WITHIN_MS);
  },
  timeFor(TIMES * STATIONS.length, 0.3),
);

/** How long it takes from the kill until each station was let in again and has had something acknowledged. */
async function killAndReturn(): Promise<number> {
  const killedAt = performance.now();
  const gone = Promise.all(clients.map((client) => client.stayAway()));
  await hub.end('SIGKILL');
  await gone;
  const before = clients.map(({ answers, acked }) => ({ answers: answers.length, acked: acked.size }));
  hub = await startHubProcess(folder);
  for (const client of clients) client.comeBack();
  const isBack = ({ answers, acked }: LoadClient, place: number) =>
    answers.length > (before[place]?.answers ?? 0) &&
    answers.at(-1) === 0 &&
    acked.size > (before[place]?.acked ?? 0);
  while (!clients.every(isBack)) await sleep(20);
  return performance.now() - killedAt;
}

function servedCount(): number {
  return clients.filter(({ acked }) => acked.size > 0).length;
}
