// One station's connection: a raw socket, packets made ahead, nothing parsed but PUBACKs. Keeps the time at which each
// message was due. It must not know how fast messages are wanted: it only says when there is room for more.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { RecordableHistogram } from 'node:perf_hooks';
import { generate } from 'mqtt-packet';
import { uplinkTopic } from '../../src/protocol/topics.ts';
import { MessageSource } from './message-source.ts';
import type { LoadPlan, LoadStation } from './plan.ts';

const ACK_BYTES = 4;
const CONNACK_ACCEPTED = Buffer.from([0x20, 2, 0, 0]);
const PUBACK = 0x40;
const DISCONNECT = Buffer.from([0xe0, 0]);
const KEEPALIVE_SECONDS = 300;

export interface ConnectionEvents {
  /** Messages were acknowledged at `now` (`performance.now()`): there is room for as many again. */
  acked(connection: StationConnection, count: number, now: number): void;
  failed(cause: Error): void;
}

export class StationConnection {
  readonly #station: LoadStation;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #latencyMicros: RecordableHistogram;
  readonly #source: MessageSource;
  readonly #freePacketIds: number[];
  readonly #dueAt: Float64Array;
  #unread: Buffer = Buffer.alloc(0);
  #leaving = false;

  constructor(
    plan: LoadPlan,
    station: LoadStation,
    { events, latencyMicros }: { events: ConnectionEvents; latencyMicros: RecordableHistogram },
  ) {
    this.#station = station;
    this.#events = events;
    this.#latencyMicros = latencyMicros;
    this.#source = new MessageSource({ ...plan, station: station.id });
    this.#freePacketIds = Array.from({ length: plan.inFlight }, (_, place) => place + 1);
    this.#dueAt = new Float64Array(plan.inFlight + 1);
    this.#socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('error', (cause) => this.#fail(cause));
    this.#socket.on('close', () => this.#fail(new Error('the target closed the connection')));
  }

  /** How many more may be under way. */
  get room(): number {
    return this.#freePacketIds.length;
  }

  /** CONNECT and `status`, as a good station does; resolves when both are acknowledged. */
  async open(): Promise<void> {
    this.#socket.write(connectPacket(this.#station));
    const answer = await this.#read(ACK_BYTES);
    if (!answer.equals(CONNACK_ACCEPTED))
      throw new Error(`CONNECT was answered with ${answer.toString('hex')}`);
    this.#socket.write(statusPacket(this.#station.id));
    const ack = await this.#read(ACK_BYTES);
    if (ack[0] !== PUBACK) throw new Error(`the status was answered with ${ack.toString('hex')}`);
    this.#socket.on('data', (chunk) => this.#receive(chunk));
  }

  /** Sends `count` messages, at most `room`, that were due at `dueAt` (`performance.now()`). */
  publish(count: number, dueAt: number): void {
    const packets = Buffer.allocUnsafe(count * this.#source.maxLength);
    let end = 0;
    for (let i = 0; i < count; i++) {
      const packetId = this.#freePacketIds.pop() as number;
      this.#dueAt[packetId] = dueAt;
      end = this.#source.write(packets, end, packetId);
    }
    this.#socket.write(packets.subarray(0, end));
  }

  leave(): void {
    this.#leaving = true;
    this.#socket.end(DISCONNECT);
  }

  #receive(chunk: Buffer): void {
    const now = performance.now();
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    const count = Math.floor(bytes.length / ACK_BYTES);
    for (let at = 0; at < count * ACK_BYTES; at += ACK_BYTES) this.#settle(bytes, at, now);
    this.#unread = bytes.subarray(count * ACK_BYTES);
    this.#events.acked(this, count, now);
  }

  #settle(bytes: Buffer, at: number, now: number): void {
    const packetId = bytes.readUInt16BE(at + 2);
    if (bytes[at] !== PUBACK || !(packetId < this.#dueAt.length)) {
      this.#fail(new Error(`got ${bytes.toString('hex', at, at + ACK_BYTES)} where a PUBACK was expected`));
    }
    this.#latencyMicros.record(Math.max(1, Math.round((now - (this.#dueAt[packetId] ?? now)) * 1000)));
    this.#freePacketIds.push(packetId);
  }

  async #read(length: number): Promise<Buffer> {
    while (true) {
      const bytes: Buffer | null = this.#socket.read(length);
      if (bytes) return bytes;
      await new Promise((resolve) => this.#socket.once('readable', resolve));
    }
  }

  #fail(cause: Error): void {
    if (!this.#leaving)
      this.#events.failed(new Error(`cannot load as ${this.#station.id}: ${cause.message}`));
  }
}

function connectPacket({ id, token }: LoadStation): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: id,
    keepalive: KEEPALIVE_SECONDS,
    username: id,
    password: Buffer.from(token),
  });
}

function statusPacket(station: string): Buffer {
  const connectionId = randomBytes(9).toString('base64url');
  return generate({
    cmd: 'publish',
    topic: uplinkTopic(station, 'status'),
    payload: JSON.stringify({ state: 'online', connectionId, firmware: 'bench-1' }),
    qos: 1,
    messageId: 1,
    retain: true,
    dup: false,
  });
}
