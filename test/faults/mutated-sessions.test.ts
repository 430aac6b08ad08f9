// F60, F61: sessions of good stations with flipped bits, lies about lengths, packets lost, doubled and out of order, at
// a hub as it is run. It lives, it stores nothing that nobody sent, and a good station beside them notices nothing.
import { connect } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { generate, type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uplinkTopic } from '../../src/protocol/topics.ts';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
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
import { MUTATIONS } from '../support/mutations.ts';
import { townOf } from '../support/town.ts';

const SESSIONS = effort({ quick: 1_500, full: 50_000 });
const AT_ONCE = 25;
/** Few enough that the holes which lost messages leave stay within the ledger's bounds. */
const SESSIONS_PER_STATION = 50;
const STATIONS = Array.from({ length: SESSIONS / SESSIONS_PER_STATION }, (_, number) => `m-${number}`);
const MESSAGES = 10;

type Random = () => number;

let folder: HubFolder;
let hub: HubProcess;
let good: LoadClient;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf('good', ...STATIONS) });
  hub = await startHubProcess(folder);
});

afterEach(async () => {
  good.close();
  await killAll();
  await folder.remove();
});

test(
  `${SESSIONS} mutated sessions`,
  async () => {
    const random = seededRandom('mutated sessions');
    good = new LoadClient({ station: 'good', random, inFlight: 2, port: () => hub.mqttPort });
    const sent = new Set<string>();
    let next = 0;
    async function playOn(): Promise<void> {
      while (next < SESSIONS) {
        const number = next++;
        const packets = mutate(recordedSession(number), random);
        for (const reading of readingsIn(packets)) sent.add(`${stationOf(number)}/${reading}`);
        await play(packets, random);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, playOn));

    await good.settled();
    expect([hub.child.exitCode, hub.child.signalCode], 'the hub lives').toEqual([null, null]);
    expect(hub.log().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect(await compareBooks(hub, [good])).toEqual(NO_DISCREPANCIES);
    expect(good.answers, 'the good station was never cut').toEqual([0]);
    const stored = await storedReadings();
    expect(stored.filter((reading) => !sent.has(reading))).toEqual([]);
    expect(stored.length, 'many sessions went on').toBeGreaterThan(SESSIONS);
    const connected = async () => (await hub.get('/readyz')).connectedClients;
    await expect.poll(connected, { timeout: 30_000, message: 'nobody else is left' }).toBe(1);
    figure('readings of mutated sessions', stored.length);
    figure('acknowledged to the good station', good.acked.size);
  },
  timeFor(SESSIONS, 0.01),
);

function stationOf(session: number): string {
  return `m-${session % STATIONS.length}`;
}

/** What a good station says: everything that the protocol has, and that MQTT has. */
function recordedSession(session: number): Buffer[] {
  const station = stationOf(session);
  const firstSeq = Math.floor(session / STATIONS.length) * MESSAGES;
  const frame = (place: number) => ({ bootId: 'boot-1', seq: firstSeq + place, observedAt: Date.now() });
  const deposit = (place: number) => ({ ...frame(place), binId: 'food-1', weightKg: (1 + place) / 8 });
  const status = (state: string) => JSON.stringify({ state, connectionId: `c-${session}` });
  const publish = (type: Parameters<typeof uplinkTopic>[1], message: unknown, more: object = {}): Packet => ({
    cmd: 'publish',
    topic: uplinkTopic(station, type),
    payload: typeof message === 'string' ? message : JSON.stringify(message),
    qos: 1,
    dup: false,
    retain: false,
    messageId: 1 + (session % 60_000),
    ...more,
  });
  const bins = ['food-1', 'residual-1'].map((binId) => ({ binId, fillLevel: 0.25 }));
  const batch = [5, 6, 7].map((place) => ({ type: 'drop-off', ...deposit(place) }));
  const packets: Packet[] = [
    {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 60,
      clientId: station,
      username: station,
      password: Buffer.from(`demo-${station}`),
      will: {
        topic: uplinkTopic(station, 'status'),
        payload: Buffer.from(status('offline')),
        qos: 1,
        retain: true,
      },
    },
    { cmd: 'subscribe', messageId: 7, subscriptions: [{ topic: `waste/v1/${station}/config`, qos: 1 }] },
    publish('status', status('online'), { retain: true }),
    publish('drop-off', deposit(0)),
    publish('fill-level', { ...frame(1), bins }),
    publish('drop-off', deposit(2), { qos: 2 }),
    { cmd: 'pubrel', messageId: 1 + (session % 60_000) },
    publish('emptied', { ...frame(3), binId: 'food-1' }),
    { cmd: 'pingreq' },
    publish('event', { ...frame(4), kind: 'other', phase: 'raised', detail: 'plain' }, { qos: 0 }),
    publish('batch', batch),
    publish('drop-off', deposit(8), { dup: true }),
    { cmd: 'unsubscribe', messageId: 9, unsubscriptions: [`waste/v1/${station}/config`] },
    publish('drop-off', deposit(9)),
    { cmd: 'disconnect' },
  ];
  return packets.map((packet) => generate(packet));
}

function mutate(session: Buffer[], random: Random): Buffer[] {
  const mutations = Object.values(MUTATIONS);
  let packets = session;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const mutation = mutations[Math.floor(random() * mutations.length)];
    if (mutation !== undefined) packets = mutation(packets, random);
  }
  return packets;
}

/** Sends the session in pieces, and ends it in one of the ways in which connections end. */
async function play(packets: readonly Buffer[], random: Random): Promise<void> {
  const socket = connect(hub.mqttPort, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  const bytes = Buffer.concat(packets);
  const pieceBytes = random() < 0.3 ? 1 + Math.floor(random() * 200) : bytes.length;
  for (let at = 0; at < bytes.length && !socket.destroyed; at += pieceBytes) {
    socket.write(bytes.subarray(at, at + pieceBytes));
    if (pieceBytes < bytes.length) await nextTurn();
  }
  // Mostly there is time to be let in; a CONNECT that is cut off is never answered.
  if (random() < 0.8) await Promise.race([closed, answered, sleep(300)]);
  if (random() < 0.5) await Promise.race([closed, sleep(random() * 30)]);
  if (random() < 0.3) socket.destroy();
  else socket.end();
  await closed;
}

/** All readings that could be read from these bytes by anybody, and perhaps a few more. */
function* readingsIn(packets: readonly Buffer[]): Iterable<string> {
  const text = Buffer.concat(packets).toString();
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
    const ends = text.slice(from, from + 400).matchAll(/\}/g);
    for (const { index } of ends) {
      const message = parseOrUndefined(text.slice(from, from + index + 1));
      if (message !== undefined) yield* namesOf(message);
    }
  }
}

function parseOrUndefined(json: string): Partial<Message> | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

interface Row {
  bootId: string;
  seq: number;
  binId: string;
  weightKg?: number | null;
  fillLevel?: number | null;
}

type Message = Row & { bins?: Row[] };

function namesOf({ bins, ...message }: Partial<Message>): string[] {
  const rows = Array.isArray(bins) ? bins.map((bin) => ({ ...message, ...bin })) : [message];
  return rows.map((row) => nameOf(row as Row));
}

/** The value as stores keep it: in four bytes. */
function nameOf({ bootId, seq, binId, weightKg, fillLevel }: Row): string {
  const value = weightKg ?? fillLevel ?? null;
  return [bootId, seq, binId, value === null ? value : Math.fround(value)].join('/');
}

async function storedReadings(): Promise<string[]> {
  await hub.historyCaughtUp();
  const stored: string[] = [];
  for (const station of STATIONS)
    for (const list of ['drop-offs', 'fill-levels']) {
      const rows = await hub.list<Row>(`/api/v1/stations/${station}/${list}`);
      stored.push(...rows.map((row) => `${station}/${nameOf(row)}`));
    }
  return stored;
}
