// F39 to F42: stations whose connection dies without a word, is taken over by a new one, leaves a will behind that comes
// late, or stands half open. Whatever happened, the hub knows who is there.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uplinkTopic } from '../../src/protocol/topics.ts';
import { openRaw, publishPacket, type RawClient } from '../support/broker.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

/** Of each kind. */
const COUNT = effort({ quick: 8, full: 50 });
const KEEPALIVE_S = 1;
const SOON = { timeout: 30_000 };

let hub: HubUnderTest;
let random: () => number;
const connections: RawClient[] = [];
const kinds = ['dead', 'taken-over', 'late-will', 'half-open'] as const;
const idsOf = (kind: string) => Array.from({ length: COUNT }, (_, number) => `${kind}-${number}`);

beforeEach(async () => {
  random = seededRandom('lost connections');
  hub = await startHub({ declared: townOf(...kinds.flatMap(idsOf)) });
});

afterEach(async () => {
  for (const { socket } of connections.splice(0)) socket.destroy();
  await hub.remove();
});

const pause = () => sleep(random() * 300);
const statusOf = (state: string, connectionId: string) => JSON.stringify({ state, connectionId });

/** A station that says who it is and leaves its will, as docs/firmware.md asks. */
async function online(station: string, connectionId: string, keepalive = 600): Promise<RawClient> {
  const connection = await openRaw(hub.mqttPort);
  connections.push(connection);
  const topic = uplinkTopic(station, 'status');
  const will = { topic, payload: Buffer.from(statusOf('offline', connectionId)), qos: 1, retain: true };
  const password = Buffer.from(`demo-${station}`);
  expect(await connection.login(station, { password, keepalive, will })).toBe(0);
  await say(connection, station, statusOf('online', connectionId));
  return connection;
}

async function say(connection: RawClient, station: string, status: string): Promise<void> {
  const packet = publishPacket(uplinkTopic(station, 'status'), status);
  connection.send({ ...packet, qos: 1, messageId: 1, retain: true });
  await connection.take('puback');
}

const LIVES: Record<(typeof kinds)[number], (station: string) => Promise<unknown>> = {
  async dead(station) {
    const connection = await online(station, 'c-1');
    await pause();
    connection.socket.resetAndDestroy();
  },
  async 'taken-over'(station) {
    await online(station, 'c-1');
    await pause();
    await online(station, 'c-2');
  },
  async 'late-will'(station) {
    const first = await online(station, 'c-1');
    await pause();
    first.socket.resetAndDestroy();
    const second = await online(station, 'c-2');
    await pause();
    // As a gateway or a proxy delivers it that held the old connection.
    await say(second, station, statusOf('offline', 'c-1'));
  },
  async 'half-open'(station) {
    const connection = await online(station, 'c-1', KEEPALIVE_S);
    // Neither pings nor reads any more; nothing on the wire says so.
    connection.socket.pause();
  },
};

test(
  `${COUNT} stations each that are ${kinds.join(', ')}`,
  async () => {
    const lives = kinds.flatMap((kind) => idsOf(kind).map((station) => LIVES[kind](station)));
    await Promise.all(lives);
    type Row = { id: string; presence: { state: string } };
    const states = async () => {
      const rows = await hub.list<Row>('/api/v1/stations');
      return Object.fromEntries(rows.map(({ id, presence }) => [id, presence.state]));
    };
    const offline = ['dead', 'half-open'].flatMap(idsOf).map((id) => [id, 'offline']);
    const there = ['taken-over', 'late-will'].flatMap(idsOf).map((id) => [id, 'online']);
    await expect.poll(states, SOON).toEqual(Object.fromEntries([...offline, ...there]));
  },
  timeFor(COUNT, 2),
);
