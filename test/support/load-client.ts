// A station under load with books of its own: what it sent and what was acknowledged. It behaves as the protocol asks:
// bounded in flight, connects again when cut, sends what was not acknowledged again with its old number.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate, type Packet, parser } from 'mqtt-packet';
import { uplinkTopic } from '../../src/protocol/topics.ts';

/** What one PUBLISH carries: one message, or several in a batch. */
interface Parcel {
  topic: string;
  payload: string;
  seqs: number[];
}

export interface LoadClientOptions {
  station: string;
  /** Asked at each connection: a hub that starts again may have another. */
  port: () => number;
  random: () => number;
  /** As the protocol asks of a good station: at most 20. */
  inFlight?: number;
  /** One message so often on average; as many as may be in flight when absent. */
  everyMs?: number;
  bootId?: string;
}

const STREAMS = ['recyclable', 'hazardous', 'food', 'residual'];
const BATCH = 5;
const RECONNECT_MS = 25;
/** Between an acknowledgement and the next message, at most. */
const PAUSE_MS = 8;

export class LoadClient {
  readonly station: string;
  readonly bootId: string;
  /** Weight of each deposit and level of each report that was sent, by number. */
  readonly dropOffs = new Map<number, number>();
  readonly fillLevels = new Map<number, number>();
  /** Numbers that a PUBACK has come for. */
  readonly acked = new Set<number>();
  /** CONNACKs by return code. */
  readonly answers: number[] = [];
  readonly #options: LoadClientOptions;
  readonly #inFlight: number;
  readonly #unacked = new Set<Parcel>();
  #waitingForAck = new Map<number, Parcel>();
  #socket: Socket | undefined;
  #seq = 0;
  #packetId = 0;
  #sending = true;
  #away = false;
  #closed = false;

  constructor(options: LoadClientOptions) {
    this.#options = options;
    this.station = options.station;
    this.bootId = options.bootId ?? 'boot-1';
    this.#inFlight = options.inFlight ?? 10;
    void this.#stayConnected();
    if (options.everyMs !== undefined) void this.#sendNowAndThen(options.everyMs);
  }

  get sent(): number {
    return this.dropOffs.size + this.fillLevels.size;
  }

  /** Sends nothing new any more. */
  pause(): void {
    this.#sending = false;
  }

  resume(): void {
    this.#sending = true;
    this.#refill();
  }

  /** Resolves when everything that was sent is acknowledged. */
  async settled(): Promise<void> {
    this.pause();
    while (this.#unacked.size > 0) await sleep(10);
  }

  /** Does not connect again; resolves when the hub has ended the present connection. */
  async stayAway(): Promise<void> {
    this.#away = true;
    while (this.#socket && !this.#socket.closed) await sleep(5);
  }

  comeBack(): void {
    this.#away = false;
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  async #stayConnected(): Promise<void> {
    while (!this.#closed) {
      if (!this.#away) await this.#connection();
      await sleep(RECONNECT_MS);
    }
  }

  /** Resolves when the connection has ended. */
  #connection(): Promise<void> {
    const socket = connect(this.#options.port(), '127.0.0.1');
    this.#socket = socket;
    this.#waitingForAck = new Map();
    const incoming = parser();
    incoming.on('packet', (packet: Packet) => this.#take(packet));
    socket.on('data', (chunk) => incoming.parse(chunk));
    socket.on('error', () => {});
    socket.once('connect', () => socket.write(generate(this.#connectPacket())));
    return new Promise((resolve) => socket.once('close', () => resolve()));
  }

  #connectPacket(): Packet {
    const { station } = this;
    return {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 60,
      clientId: station,
      username: station,
      password: Buffer.from(`demo-${station}`),
    };
  }

  #take(packet: Packet): void {
    if (packet.cmd === 'connack') {
      this.answers.push(packet.returnCode ?? -1);
      if (packet.returnCode === 0) for (const parcel of this.#unacked) this.#write(parcel, true);
      this.#refill();
    } else if (packet.cmd === 'puback') {
      const parcel = this.#waitingForAck.get(packet.messageId ?? -1);
      this.#waitingForAck.delete(packet.messageId ?? -1);
      if (!parcel) return;
      this.#unacked.delete(parcel);
      for (const seq of parcel.seqs) this.acked.add(seq);
      setTimeout(() => this.#refill(), this.#options.random() * PAUSE_MS);
    }
  }

  async #sendNowAndThen(everyMs: number): Promise<void> {
    for (; !this.#closed; await sleep(this.#options.random() * 2 * everyMs)) this.#send(1);
  }

  #refill(): void {
    if (this.#options.everyMs === undefined) this.#send(this.#inFlight);
  }

  #send(atMost: number): void {
    const ready = this.#socket?.writable && this.answers.at(-1) === 0;
    for (let count = 0; count < atMost; count++) {
      if (!ready || !this.#sending || this.#unacked.size >= this.#inFlight) return;
      const parcel = this.#options.random() < 0.1 ? this.#batch() : this.#single();
      this.#unacked.add(parcel);
      this.#write(parcel, false);
    }
  }

  #write(parcel: Parcel, dup: boolean): void {
    this.#packetId = (this.#packetId % 65_535) + 1;
    const { topic, payload } = parcel;
    const messageId = this.#packetId;
    this.#waitingForAck.set(messageId, parcel);
    this.#socket?.write(generate({ cmd: 'publish', topic, payload, qos: 1, dup, retain: false, messageId }));
  }

  #single(): Parcel {
    const { type, ...message } = this.#message();
    const payload = JSON.stringify(message);
    return { topic: uplinkTopic(this.station, type), payload, seqs: [message.seq] };
  }

  #batch(): Parcel {
    const messages = Array.from({ length: BATCH }, () => this.#message());
    return {
      topic: uplinkTopic(this.station, 'batch'),
      payload: JSON.stringify(messages),
      seqs: messages.map(({ seq }) => seq),
    };
  }

  #message() {
    const seq = this.#seq++;
    const frame = { bootId: this.bootId, seq, observedAt: Date.now() };
    const bin = (place: number) => `${STREAMS[(seq + place) % STREAMS.length]}-1`;
    // Eighths: their sums are exact.
    const value = (1 + (seq % 7)) / 8;
    if (seq % 4 === 3) {
      this.fillLevels.set(seq, value);
      const bins = [0, 1].map((place) => ({ binId: bin(place), fillLevel: value }));
      return { type: 'fill-level' as const, ...frame, bins };
    }
    this.dropOffs.set(seq, value);
    return { type: 'drop-off' as const, ...frame, binId: bin(0), weightKg: value };
  }
}
