import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes, type Client } from 'aedes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { framedMessages, isFramedType } from '../../src/protocol/index.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { Device } from './device.ts';
import { Fleet, type FleetOptions, type FleetResult } from './fleet.ts';
import type { FramedMessage } from './framing.ts';
import { Tally } from './tally.ts';

const NOON = Date.UTC(2026, 10, 3, 4);
const HOUR = 3_600_000;

interface Heard {
  station: string;
  type: string;
  text: string;
  message: { bootId: string; seq: number; observedAt: number };
  heardAt: number;
}

let broker: Aedes;
let server: Server;
let port: number;
let folder: string;
let heard: Heard[];
let publishes: { topic: string; bytes: number; retain: boolean; text: string }[];
/** Called before the PUBACK of each data message; may end the connection instead. */
let beforeAck: (client: Client) => boolean;

beforeEach(async () => {
  heard = [];
  publishes = [];
  beforeAck = () => true;
  folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  broker = await Aedes.createBroker({
    authenticate: (_client, _user, password, done) => done(null, password?.toString() === 'secret'),
    authorizePublish: (client, packet, done) => {
      listen(packet.topic, packet.payload.toString(), packet.retain);
      if (client === null || packet.topic.endsWith('/status') || beforeAck(client)) done(null);
    },
  });
  server = createServer((socket: Socket) => broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true });
});

function listen(topic: string, text: string, retain: boolean): void {
  publishes.push({ topic, bytes: Buffer.byteLength(text), retain, text });
  const [, , station = '', kind = ''] = topic.split('/');
  const elements = kind === 'batch' ? (JSON.parse(text) as ({ type: string } & Heard['message'])[]) : [];
  for (const { type, ...message } of elements) {
    heard.push({ station, type, message, text: JSON.stringify(message), heardAt: Date.now() });
  }
  if (isFramedType(kind)) {
    heard.push({ station, type: kind, message: JSON.parse(text), text, heardAt: Date.now() });
  }
}

function fleetOf(options: Partial<FleetOptions> & { ids?: string[] } = {}): Fleet {
  const ids = options.ids ?? ['TS-001', 'TS-002', 'TS-003'];
  const stations = ids.map((id) => ({
    token: 'secret',
    station: {
      id,
      zone: 'Asia/Shanghai',
      reportingMinutes: 10,
      bins: [
        { id: 'food-1', stream: 'food' as const, litres: 240, depthMm: 1100 },
        { id: 'residual-1', stream: 'residual' as const, litres: 240 },
      ],
    },
  }));
  const defaults = { seed: 7, speed: 1, backfillMs: 24 * HOUR, liveForMs: 0, host: '127.0.0.1', port };
  return new Fleet({ ...defaults, stations, clock: { now: () => NOON }, ...options });
}

function run(options: Parameters<typeof fleetOf>[0] = {}): Promise<FleetResult> {
  return fleetOf(options).run(new AbortController().signal);
}

function ackedOf(result: FleetResult): number {
  return Object.values(result.acked).reduce((sum, count) => sum + count, 0) - result.acked.status;
}

/** What happened, without the frame: station, type, time, body. */
function story(messages: readonly Heard[]): string[] {
  return messages
    .map(
      ({ station, type, message: { bootId, seq, ...rest } }) => `${station} ${type} ${JSON.stringify(rest)}`,
    )
    .sort();
}

function identities(messages: readonly Heard[]): Set<string> {
  return new Set(messages.map(({ station, message }) => `${station} ${message.bootId} ${message.seq}`));
}

describe('the past', () => {
  it('is told in batches that the protocol accepts, each message once, numbered without holes', async () => {
    const result = await run();
    expect(result.outstanding).toBe(0);
    expect(result.sent).toEqual(result.acked);
    expect(ackedOf(result)).toBe(heard.length);
    expect(result.acked['fill-level']).toBe(3 * 144);
    const batches = publishes.filter(({ topic }) => topic.endsWith('/batch'));
    expect(batches).toHaveLength(result.batchesAcked);
    for (const { bytes } of batches) expect(bytes).toBeLessThanOrEqual(64 * 1024);
    for (const { type, message } of heard) {
      expect(isFramedType(type) && framedMessages[type].parse(message)).toEqual(message);
      expect(message.observedAt).toBeLessThan(NOON);
      expect(message.observedAt).toBeGreaterThanOrEqual(NOON - 24 * HOUR);
    }
    for (const id of ['TS-001', 'TS-002', 'TS-003']) {
      const seqs = heard.filter(({ station }) => station === id).map(({ message }) => message.seq);
      expect(seqs).toEqual(seqs.map((_, place) => place));
    }
  });

  it('is the same for the same seed and range, and has a new boot at least every 30 days', async () => {
    const long = { backfillMs: 31 * 24 * HOUR, ids: ['TS-001'] };
    await run(long);
    const first = heard;
    heard = [];
    await run(long);
    expect(heard.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
    expect(new Set(heard.map(({ message }) => message.bootId)).size).toBe(2);
  });

  it('goes on after a stop with no overlap and no gap', async () => {
    const stateFile = join(folder, 'state.json');
    await run({ stateFile });
    await run({ stateFile, clock: { now: () => NOON + 2 * HOUR } });
    const inTwoParts = heard;
    heard = [];
    await run({ backfillMs: 26 * HOUR, clock: { now: () => NOON + 2 * HOUR } });
    expect(story(inTwoParts)).toEqual(story(heard));
    expect(identities(inTwoParts).size).toBe(inTwoParts.length);
  });

  it('goes on after it was interrupted, with the same boot and numbers', async () => {
    const stateFile = join(folder, 'state.json');
    const backfillMs = 10 * 24 * HOUR;
    const controller = new AbortController();
    beforeAck = () => {
      if (publishes.length > 8) controller.abort();
      return true;
    };
    const first = await fleetOf({ stateFile, backfillMs }).run(controller.signal);
    expect(first.outstanding).toBe(0);
    expect(first.until).toBeLessThanOrEqual(NOON);
    const interruptedAt = heard.length;
    await run({ stateFile, backfillMs });
    const inTwoParts = heard;
    heard = [];
    await run({ backfillMs });
    expect(interruptedAt).toBeLessThan(heard.length);
    expect(new Set(inTwoParts.map(({ text }) => text))).toEqual(new Set(heard.map(({ text }) => text)));
    expect(inTwoParts).toHaveLength(heard.length);
  });

  it('does not go on from a state of another seed', async () => {
    const stateFile = join(folder, 'state.json');
    await run({ stateFile, backfillMs: HOUR });
    await expect(run({ stateFile, seed: 8 })).rejects.toThrow('it was made with seed 7, not 8');
  });
});

describe('the present', () => {
  it('runs at the speed asked for and dates nothing in the future', async () => {
    const startedAt = Date.now();
    const result = await run({ speed: 3_600, backfillMs: 0, liveForMs: 1_500, clock: systemClock });
    expect(ackedOf(result)).toBe(heard.length);
    // 90 minutes and more of the town, by 10 minutes, at three stations.
    expect(result.acked['fill-level']).toBeGreaterThanOrEqual(3 * 8);
    for (const { message, heardAt } of heard) {
      expect(message.observedAt).toBeLessThanOrEqual(heardAt);
      expect(message.observedAt).toBeGreaterThanOrEqual(startedAt - 60_000);
    }
  });

  it('leaves nothing out when it ends in the middle of a minute and goes on', async () => {
    const live = { speed: 60, backfillMs: 0, clock: systemClock, stateFile: join(folder, 'state.json') };
    await run({ ...live, liveForMs: 1_200 });
    await run({ ...live, liveForMs: 1_200 });
    expect(identities(heard).size).toBe(heard.length);
    const byBoot = new Map<string, number[]>();
    for (const { station, message } of heard) {
      const boot = `${station} ${message.bootId}`;
      byBoot.set(boot, [...(byBoot.get(boot) ?? []), message.seq]);
    }
    for (const seqs of byBoot.values()) expect(seqs).toEqual(seqs.map((_, place) => place));
  });

  it('begins with status online, ends with status offline, both retained, and has a will', async () => {
    await run({ ids: ['TS-001'], backfillMs: HOUR });
    const statuses = publishes.filter(({ topic }) => topic === 'waste/v1/TS-001/status');
    const said = statuses.map(({ text }) => statusSchema.parse(JSON.parse(text)));
    expect(publishes[0]?.topic).toBe('waste/v1/TS-001/status');
    expect(said.map(({ state }) => state)).toEqual(['online', 'offline']);
    expect(said[0]?.connectionId).toBe(said[1]?.connectionId);
    expect(statuses.every(({ retain }) => retain)).toBe(true);
  });

  it('says clearly why it cannot begin', async () => {
    const stations = [{ station: { id: 'X', bins: [], zone: 'UTC', reportingMinutes: 10 }, token: 'wrong' }];
    await expect(run({ stations })).rejects.toThrow(/the hub does not know this station and token/);
    await expect(run({ stations, port: 1 })).rejects.toThrow(/nothing listens there/);
  });
});

describe('a device', () => {
  function message(seq: number): FramedMessage {
    return {
      type: 'event',
      json: JSON.stringify({ bootId: 'b', seq, observedAt: NOON, kind: 'other', phase: 'raised' }),
    };
  }

  function open(tally: Tally, ackTimeoutMs = 60_000): Device {
    const network = { host: '127.0.0.1', port, firstBackoffMs: 5, ackTimeoutMs };
    return new Device({ station: 'TS-001', token: 'secret', tally, ...network });
  }

  it('sends the same again after each lost connection until every message is acknowledged once', async () => {
    const tally = new Tally();
    const device = open(tally);
    let count = 0;
    beforeAck = (client) => {
      count += 1;
      if (count % 13 !== 0) return true;
      client.close();
      return false;
    };
    await device.connect();
    for (let seq = 0; seq < 300; seq++) {
      device.send([message(seq)]);
      if (seq % 10 === 0) await device.settledTo(15);
    }
    await device.settledTo(0);
    await device.stop(1_000);
    const { sent, acked, resent, connects } = tally.counts();
    expect(sent.event).toBe(300);
    expect(acked.event).toBe(300);
    expect(connects).toBeGreaterThan(3);
    expect(resent).toBeGreaterThan(0);
    expect(identities(heard).size).toBe(300);
    expect(new Set(heard.map(({ text }) => text)).size).toBe(300);
  });

  it('gives up a connection that acknowledges nothing, and keeps what it has not been told is safe', async () => {
    const tally = new Tally();
    const device = open(tally, 50);
    let silent = true;
    beforeAck = () => !silent;
    broker.on('clientDisconnect', () => {
      silent = false;
    });
    await device.connect();
    device.send([message(0)]);
    await device.settledTo(0);
    await device.stop(1_000);
    expect(tally.counts()).toMatchObject({ acked: { event: 1 }, sent: { event: 1 }, resent: 1, connects: 2 });
  });

  it('counts what the hub refused, the suppressed ones too', async () => {
    const tally = new Tally();
    const device = open(tally);
    const told = new Promise<void>((resolve) => {
      broker.on('subscribe', () => {
        const payload = JSON.stringify({ reason: 'unknown-bin', suppressed: 3 });
        const topic = 'waste/v1/TS-001/rejected';
        broker.publish({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false }, () =>
          resolve(),
        );
      });
    });
    await device.connect();
    await told;
    device.send([message(0)]);
    await device.settledTo(0);
    await device.stop(1_000);
    expect(tally.counts().rejected).toEqual({ 'unknown-bin': 4 });
  });
});
