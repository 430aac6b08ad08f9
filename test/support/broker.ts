// A broker on a free port with a door and a registry in memory, for tests of the MQTT side.
import { connect as connectSocket, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';
import type { Broker, BrokerConfig, RetainedMessage } from '../../src/broker/broker.ts';
import { type BrokerOptions, createBroker } from '../../src/broker/embedded.ts';
import type { Door, IncomingMessage, Outcome } from '../../src/ingest/door.ts';
import { silentLog } from '../../src/log.ts';
import type { Principal } from '../../src/model/principal.ts';
import type { Authentication, RegisteredStation, Registry } from '../../src/registry/registry.ts';

export const TOKEN = 'token';

type Done = (error: Error | undefined, outcome: Outcome) => void;

/** Answers each message in the next turn of the loop, unless told otherwise. */
export class FakeDoor implements Door {
  open = true;
  /** While true messages wait in `held`. */
  holding = false;
  readonly received: IncomingMessage[] = [];
  readonly held: { message: IncomingMessage; done: Done }[] = [];
  judge: (message: IncomingMessage) => Outcome = (message) => ({
    accepted: JSON.parse(message.payload.toString()),
    retain: message.topic.endsWith('/status'),
  });

  receive(message: IncomingMessage, done: Done): void {
    this.received.push(message);
    if (this.holding) this.held.push({ message, done });
    else setImmediate(() => done(undefined, this.judge(message)));
  }

  /** Answers what was held, in order. */
  release(error?: Error): void {
    for (const { message, done } of this.held.splice(0)) done(error, error ? {} : this.judge(message));
  }

  payloads(): string[] {
    return this.received.map(({ payload }) => payload.toString());
  }
}

/** Everybody's token is `token`; ids that were not added are unknown. */
export class FakeRegistry implements Pick<Registry, 'authenticate' | 'station' | 'pathOf' | 'onChange'> {
  readonly principals = new Map<string, Principal>();
  readonly refusals = new Map<string, Extract<Authentication, { ok: false }>['reason']>();
  readonly #listeners: ((ids: readonly string[]) => void)[] = [];

  addStation(...ids: string[]): void {
    for (const id of ids) this.principals.set(id, { kind: 'station', id });
  }

  authenticate(user: string, secret: string): Authentication {
    const reason = this.refusals.get(user);
    if (reason) return { ok: false, reason };
    const principal = this.principals.get(user);
    if (!principal) return { ok: false, reason: 'unknown-user' };
    return secret === TOKEN ? { ok: true, principal } : { ok: false, reason: 'wrong-token' };
  }

  station(id: string): RegisteredStation | undefined {
    if (this.principals.get(id)?.kind !== 'station') return undefined;
    return { id, grid: 'grid-1' } as RegisteredStation;
  }

  pathOf(grid: string): string[] {
    return [grid, 'town'];
  }

  onChange(listener: (ids: readonly string[]) => void): void {
    this.#listeners.push(listener);
  }

  change(...ids: string[]): void {
    for (const listener of this.#listeners) listener(ids);
  }
}

export interface TestBroker {
  broker: Broker;
  door: FakeDoor;
  registry: FakeRegistry;
  port: number;
  connect(user: string, options?: IClientOptions): Promise<MqttClient>;
  raw(port?: number): Promise<RawClient>;
  close(): Promise<void>;
}

const TEST_CONFIG: BrokerConfig = {
  host: '127.0.0.1',
  port: 0,
  maxConnections: 100,
  maxPacketBytes: 64 * 1024,
  connectTimeoutSeconds: 5,
  drainTimeoutSeconds: 5,
  ackDeadlineSeconds: 5,
};

export async function startBroker(
  options: Partial<Omit<BrokerOptions, 'config'>> & {
    config?: Partial<BrokerConfig>;
    retained?: RetainedMessage[];
  } = {},
): Promise<TestBroker> {
  const door = new FakeDoor();
  const registry = new FakeRegistry();
  registry.addStation('S-1', 'S-2');
  registry.principals.set('G-1', { kind: 'gateway', id: 'G-1', stations: new Set(['S-1', 'S-3']) });
  registry.principals.set('reader', { kind: 'integration', id: 'reader', filters: ['waste/v1/#'] });
  const parts = { door, registry, clock: { now: () => Date.now() }, log: silentLog };
  const broker = createBroker({ ...parts, ...options, config: { ...TEST_CONFIG, ...options.config } });
  await broker.start(options.retained);
  const clients: MqttClient[] = [];
  const raws: RawClient[] = [];
  const { port } = broker.addresses.mqtt;

  return {
    broker,
    door,
    registry,
    port,
    async connect(user, given = {}) {
      const client = mqtt.connect({
        host: '127.0.0.1',
        port,
        username: user,
        password: TOKEN,
        clientId: user,
        reconnectPeriod: 0,
        ...given,
      });
      clients.push(client);
      await new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve());
        client.once('error', reject);
        client.once('close', () => reject(new Error('closed before CONNACK')));
      });
      client.on('error', () => {});
      return client;
    },
    async raw(rawPort = port) {
      const client = await openRaw(rawPort);
      raws.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.end(true);
      for (const raw of raws) raw.socket.destroy();
      await broker.stop();
    },
  };
}

/** A socket that speaks MQTT packet by packet, or bytes that are none. */
export interface RawClient {
  socket: Socket;
  packets: Packet[];
  /** Called for each packet as it comes. */
  onPacket?: (packet: Packet) => void;
  send(packet: Packet): void;
  /** CONNECT with the usual token; resolves to the return code. */
  login(user: string, more?: object): Promise<number | undefined>;
  /** Waits for the next packet of that kind that was not yet taken. */
  take(cmd: Packet['cmd']): Promise<Packet>;
  closed: Promise<void>;
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connectSocket(port, '127.0.0.1');
  const packets: Packet[] = [];
  const incoming = parser();
  incoming.on('packet', (packet: Packet) => {
    packets.push(packet);
    client.onPacket?.(packet);
  });
  socket.on('data', (chunk) => incoming.parse(chunk));
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));

  const client: RawClient = {
    socket,
    packets,
    closed,
    send: (packet) => void socket.write(generate(packet)),
    async login(user, more = {}) {
      client.send({ ...connectPacket(user), ...more });
      const connack = await client.take('connack');
      return connack.cmd === 'connack' ? connack.returnCode : undefined;
    },
    async take(cmd) {
      await until(() => packets.some((packet) => packet.cmd === cmd) || socket.destroyed);
      const place = packets.findIndex((packet) => packet.cmd === cmd);
      const [packet] = place < 0 ? [] : packets.splice(place, 1);
      if (!packet) throw new Error(`connection closed before ${cmd}`);
      return packet;
    },
  };
  return client;
}

/** The last will of a station, to go into its CONNECT. */
export function willOf(station: string) {
  const payload = Buffer.from('{"state":"offline"}');
  return { topic: `waste/v1/${station}/status`, payload, qos: 1, retain: true };
}

export function connectPacket(user: string): IConnectPacket {
  const credentials = { clientId: user, username: user, password: Buffer.from(TOKEN) };
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    ...credentials,
  };
}

export function publishPacket(topic: string, payload: string) {
  return { cmd: 'publish' as const, topic, payload, qos: 0 as const, dup: false, retain: false };
}

/** Polls; the test's own timeout is the limit. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(5);
}

/** Lets everything that is under way in this process and on loopback arrive. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  await delay(20);
}
