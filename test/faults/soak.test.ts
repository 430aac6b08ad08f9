// F78: hours under load with faults: killed, stopped and started, frozen, acknowledgements lost, connections cut,
// malformed messages. The books are clean at each checkpoint and at the end; in the second half the hub lives through
// everything, and its memory and open files do not grow.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comparePeriod, type Period } from '../support/books.ts';
import { type DeafProxy, startDeafProxy } from '../support/deaf-proxy.ts';
import { effort, seededRandom } from '../support/effort.ts';
import { figure } from '../support/figures.ts';
import { hostileParcel } from '../support/hostile-parcels.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';
import { expectFlat, watchVitals } from '../support/vitals.ts';

const MINUTES = Number(process.env.HUB_TEST_SOAK_MINUTES ?? effort({ quick: 0.1, full: 120 }));
const ROUNDS = Math.max(5, Math.round(MINUTES / 5));
const ROUND_MS = (MINUTES * 60_000) / ROUNDS;
const FROZEN_MS = Math.min(20_000, ROUND_MS / 2);
const MALFORMED = effort({ quick: 100, full: 2_000 });
const STATIONS = ['k-1', 'k-2', 'k-3', 'k-4', 'k-5'];
/** About 30 messages a second from each. */
const LOAD = { inFlight: 5, everyMs: 45 };

/** One station's books are of one round: it starts anew with each. */
interface Round extends Period {
  clients: LoadClient[];
}

let folder: HubFolder;
let hub: HubProcess;
let proxy: DeafProxy;
let vitals: ReturnType<typeof watchVitals>;
let clients: LoadClient[] = [];
let losing = false;
let random: () => number;

beforeEach(async () => {
  random = seededRandom('soak');
  const settings = { history: { memoryLimitMb: 128 } };
  folder = await createHubFolder({ declared: townOf(...STATIONS, 'vandal'), settings });
  await start();
  proxy = await startDeafProxy({ target: () => hub.mqttPort, loses: () => losing && random() < 0.2 });
});

afterEach(async () => {
  for (const client of clients) client.close();
  proxy.close();
  await vitals.stop();
  await killAll();
  await folder.remove();
});

async function start(): Promise<void> {
  hub = await startHubProcess(folder);
  vitals = watchVitals({ http: hub.http, everyMs: Math.min(10_000, ROUND_MS / 4) });
}

function expectNoErrors(): void {
  expect(hub.log().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
}

const FAULTS = {
  async killed() {
    await vitals.stop();
    await hub.end('SIGKILL');
    expectNoErrors();
    await start();
  },
  async stopped() {
    await vitals.stop();
    expect(await hub.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
    expectNoErrors();
    await start();
  },
  async frozen() {
    hub.child.kill('SIGSTOP');
    await sleep(FROZEN_MS);
    hub.child.kill('SIGCONT');
  },
  async cut() {
    losing = true;
    await sleep(FROZEN_MS);
    losing = false;
  },
  async malformed() {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'vandal' });
    for (let count = 0; count < MALFORMED; count++) {
      const { type, payload } = hostileParcel(random);
      await kiosk.sendRaw(type, payload);
    }
    await kiosk.close();
  },
} satisfies Record<string, () => Promise<void>>;

const ALL = ['killed', 'stopped', 'frozen', 'cut', 'malformed'] as const;
const SURVIVED = ['cut', 'malformed', 'frozen'] as const;

function faultOf(round: number): keyof typeof FAULTS {
  const kinds = round < ROUNDS / 2 ? ALL : SURVIVED;
  return kinds[round % kinds.length] ?? 'killed';
}

async function play(number: number, endAt: number): Promise<Round> {
  const from = Date.now();
  clients = STATIONS.map(
    (station) =>
      new LoadClient({ ...LOAD, station, random, bootId: `boot-${number}`, port: () => proxy.port }),
  );
  await sleep(random() * ROUND_MS * 0.5);
  const fault = faultOf(number);
  await FAULTS[fault]();
  await sleep(Math.max(0, endAt - Date.now()));
  await Promise.all(clients.map((client) => client.settled()));
  for (const client of clients) client.close();
  // So that the next round is dated later.
  await sleep(5);
  return { from, to: Date.now(), clients };
}

test(`${MINUTES} minutes with ${ROUNDS} faults`, { timeout: MINUTES * 90_000 + 900_000 }, async () => {
  const startedAt = Date.now();
  const rounds: Round[] = [];
  for (let number = 0; number < ROUNDS; number++) {
    const round = await play(number, startedAt + (number + 1) * ROUND_MS);
    rounds.push(round);
    await expectSound(rounds, [round]);
    const { rssMb = 0, heapMb = 0, files = 0 } = vitals.samples.at(-1) ?? {};
    const perSecond = round.clients.reduce((sum, { sent }) => sum + sent, 0) / (ROUND_MS / 1_000);
    console.log(
      `round ${number} (${faultOf(number)}): ${sentIn(rounds)} messages, ${perSecond.toFixed()} a second, ${rssMb.toFixed()} MB, heap ${heapMb.toFixed()} MB, ${files} files`,
    );
  }
  await expectSound(rounds, rounds);
  expectNoErrors();
  await vitals.stop();
  figure('acknowledged', sentIn(rounds));
  // Of the last life, which is the longest.
  expectFlat(vitals.samples);
});

const sentIn = (rounds: readonly Round[]) =>
  rounds.flatMap((round) => round.clients).reduce((sum, { sent }) => sum + sent, 0);

/** All counts of the hub, and the rows of these rounds. */
async function expectSound(all: readonly Round[], compared: readonly Round[]): Promise<void> {
  await hub.historyCaughtUp();
  for (const round of compared)
    expect(await comparePeriod(hub, round.clients, round)).toEqual({
      lost: [],
      invented: [],
      storedTwice: [],
    });
  for (const station of STATIONS) {
    const own = all.flatMap((round) => round.clients.filter((client) => client.station === station));
    const path = `/api/v1/stations/${station}`;
    const received = own.reduce((sum, { sent }) => sum + sent, 0);
    expect(await hub.get(`${path}/delivery`)).toMatchObject({ received, missing: 0 });
    const dropOffs = own.reduce((sum, client) => sum + client.dropOffs.size, 0);
    expect(await hub.get(`${path}/statistics`)).toMatchObject({ totals: { dropOffs } });
  }
}
