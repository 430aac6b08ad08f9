// F64, F65: a flood of connections that are refused, and sockets that say nothing or stop within their CONNECT. Stations
// that are there notice nothing, others still get in, and the sockets are closed in time.
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { connectPacket, openRaw, type RawClient } from '../support/broker.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const TIMES = effort({ quick: 1, full: 2 });
const REFUSED = effort({ quick: 500, full: 10_000 });
const SILENT = effort({ quick: 200, full: 2_000 });
const AT_ONCE = 50;
const STATIONS = ['k-1', 'k-2', 'k-3'];
const CONNECT_SECONDS = 3;

let folder: HubFolder;
let hub: HubProcess;
let random: () => number;
let clients: LoadClient[] = [];
const silent: RawClient[] = [];

beforeEach(async () => {
  random = seededRandom('strangers');
  const settings = { mqtt: { connectTimeoutSeconds: CONNECT_SECONDS } };
  folder = await createHubFolder({ declared: townOf(...STATIONS, 'k-new'), settings });
  hub = await startHubProcess(folder);
  clients = STATIONS.map(connect);
});

afterEach(async () => {
  for (const client of clients) client.close();
  for (const { socket } of silent.splice(0)) socket.destroy();
  await killAll();
  await folder.remove();
});

function connect(station: string): LoadClient {
  return new LoadClient({ station, random, everyMs: 20, port: () => hub.mqttPort });
}

const ackedOf = (client: LoadClient) => () => client.acked.size;

test(
  `${TIMES} times ${REFUSED} refused connections and ${SILENT} silent sockets`,
  async () => {
    for (let time = 0; time < TIMES; time++) {
      const before = clients.map((client) => client.acked.size);
      await flood();
      for (const [place, client] of clients.entries())
        expect(client.acked.size, 'served meanwhile').toBeGreaterThan(before[place] ?? 0);
      await beSilent();
    }
    const late = connect('k-new');
    clients.push(late);
    await expect.poll(ackedOf(late), { timeout: 30_000 }).toBeGreaterThan(0);
    await Promise.all(silent.map(({ closed }) => closed));

    await Promise.all(clients.map((client) => client.settled()));
    expect(
      clients.map(({ answers }) => answers),
      'never cut',
    ).toEqual(clients.map(() => [0]));
    expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    noteAcked(clients);
  },
  timeFor(TIMES * REFUSED, 0.02),
);

/** Strangers whose CONNECT is refused, and who try again at once. */
async function flood(): Promise<void> {
  let left = REFUSED;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      while (left-- > 0) {
        const stranger = await openRaw(hub.mqttPort);
        expect([4, 5]).toContain(await stranger.login(`stranger-${lane}`));
        await stranger.closed;
      }
    }),
  );
}

/** They stay open until the hub closes them; half of them have begun to speak. */
async function beSilent(): Promise<void> {
  const connectBytes = generate(connectPacket('k-1'));
  for (let count = 0; count < SILENT; count++) {
    const socket = await openRaw(hub.mqttPort);
    silent.push(socket);
    if (count % 2 === 0)
      socket.socket.write(connectBytes.subarray(0, 1 + (count % (connectBytes.length - 1))));
    if (count % AT_ONCE === 0) await sleep(5);
  }
}
