// F13: a hub with little memory for its heap, under load and asked a lot, for half an hour. It lives, loses nothing, and
// its memory does not grow.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom } from '../support/effort.ts';
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
import { expectFlat, watchVitals } from '../support/vitals.ts';

const SECONDS = effort({ quick: 8, full: 1_800 });
const HEAP_MB = 96;
const STATIONS = ['k-1', 'k-2', 'k-3', 'k-4'];
const QUESTIONS = [
  '/api/v1/stations',
  '/api/v1/stations/k-1/drop-offs?limit=1000',
  '/api/v1/stations/k-2/fill-levels?limit=1000',
  '/api/v1/stations/k-3/statistics?interval=hour',
  '/api/v1/alerts',
];
const ASKED_EVERY_MS = 250;

let folder: HubFolder;
let clients: LoadClient[] = [];

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  await folder.remove();
});

test(`${SECONDS} s with a heap of ${HEAP_MB} MB`, { timeout: SECONDS * 2_000 + 300_000 }, async () => {
  const random = seededRandom('a small heap');
  const settings = { history: { memoryLimitMb: 96 } };
  folder = await createHubFolder({ declared: townOf(...STATIONS), settings });
  const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` };
  const hub = await startHubProcess(folder, { env });
  clients = STATIONS.map(
    (station) => new LoadClient({ station, random, everyMs: 35, port: () => hub.mqttPort }),
  );
  const vitals = watchVitals({ http: hub.http, everyMs: Math.min(10_000, SECONDS * 100) });
  const answers = await askFor(hub, SECONDS * 1_000);
  await vitals.stop();
  await Promise.all(clients.map((client) => client.settled()));
  noteAcked(clients);
  figure('questions', answers);
  expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
  expect(hub.log().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  expectFlat(vitals.samples);
});

async function askFor(hub: HubProcess, ms: number): Promise<number> {
  let answers = 0;
  for (const end = Date.now() + ms; Date.now() < end; await sleep(ASKED_EVERY_MS)) {
    await hub.get(QUESTIONS[answers % QUESTIONS.length] ?? '/readyz');
    answers++;
  }
  return answers;
}
