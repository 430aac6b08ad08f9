// A good station in one file, on Node and the `mqtt` package: what it does and why is in docs/firmware.md.
//
//   sensors | STATION_TOKEN=... npx tsx station.ts mqtt://HOST:PORT STATION BUFFER_FILE [--no-clock]
//
// Each line of standard input is a message without its frame: `drop-off {"binId":"food-1","weightKg":1.25}`. It is on
// the disk when "stored BOOT SEQ" is written, and leaves the disk by its PUBACK alone. At the end of the input it sends
// what is left and goes; SIGTERM ends it at once and loses nothing. --no-clock: the system's clock is not to be believed.
// With mqtts:// the certificate is checked; NODE_EXTRA_CA_CERTS names an authority of your own.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import mqtt, { type MqttClient } from 'mqtt';

type MessageType = 'drop-off' | 'fill-level' | 'emptied' | 'event';

interface Stored {
  bootId: string;
  seq: number;
  type: MessageType;
  /** 0: the clock was not set. Never changed afterwards, or the hub sees a counter that was used twice. */
  observedAt: number;
  /** Monotonic clock of the boot. */
  madeAt: number;
  body: Record<string, unknown>;
}

/** A line of the buffer file: a message, or the PUBACK of one. */
type Line = Stored | { acked: string };

/** MOST_KEPT: what an outage may leave, days of a busy kiosk. */
const [MOST_KEPT, WINDOW, SINGLES_UP_TO, MOST_IN_BATCH] = [
  Number(process.env.STATION_SLOTS ?? 2_048),
  10,
  20,
  50,
];
const ACK_MS = Number(process.env.STATION_ACK_SECONDS ?? 60) * 1_000;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1_000, 300_000];
const MOST_BODY_BYTES = 800;
const GOODBYE_MS = 2_000;
/** 2020: a clock before it is not set. */
const EARLIEST_MS = 1_577_836_800_000;
const TYPES: readonly string[] = ['drop-off', 'fill-level', 'emptied', 'event'] satisfies MessageType[];

const keyOf = ({ bootId, seq }: { bootId: string; seq: number }) => `${bootId} ${seq}`;
const randomName = () => randomBytes(6).toString('hex');
const say = (text: string) => console.log(text);

/** What has no PUBACK, oldest first, kept in an append-only file that is written anew when it has grown. */
class OutageBuffer {
  readonly waiting = new Map<string, Stored>();
  readonly #path: string;
  #file: number;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    for (const line of text.split('\n')) this.#recall(line);
    this.#file = this.#writeAnew();
  }

  /** It is on the disk when this returns. */
  add(message: Stored): void {
    if (this.waiting.size >= MOST_KEPT) this.#dropOne();
    this.waiting.set(keyOf(message), message);
    this.#append(message);
    fdatasyncSync(this.#file);
  }

  /** Needs no flush: a mark that a power cut takes back costs a duplicate, which the hub knows. */
  release(key: string): void {
    if (this.waiting.delete(key)) this.#append({ acked: key });
  }

  /** Levels go before deposits. */
  #dropOne(): void {
    const messages = [...this.waiting.values()];
    const victim = messages.find(({ type }) => type === 'fill-level') ?? messages[0];
    if (!victim) return;
    say(`dropped ${keyOf(victim)}`);
    this.release(keyOf(victim));
  }

  #recall(line: string): void {
    try {
      const entry = JSON.parse(line) as Line;
      if ('acked' in entry) this.waiting.delete(entry.acked);
      else this.waiting.set(keyOf(entry), entry);
    } catch {
      // The last line of a process that was killed while it wrote.
    }
  }

  #append(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    if (++this.#lines <= 4 * MOST_KEPT) return;
    closeSync(this.#file);
    this.#file = this.#writeAnew();
  }

  #writeAnew(): number {
    const file = openSync(`${this.#path}.new`, 'w', 0o600);
    for (const message of this.waiting.values()) writeSync(file, `${JSON.stringify(message)}\n`);
    fdatasyncSync(file);
    renameSync(`${this.#path}.new`, this.#path);
    // The new name is there after a power cut only when its folder has been flushed.
    const folder = openSync(dirname(this.#path), 'r');
    fsyncSync(folder);
    closeSync(folder);
    this.#lines = this.waiting.size;
    return file;
  }
}

interface StationOptions {
  url: string;
  station: string;
  token: string;
  bufferPath: string;
  believeClock: boolean;
}

class Station {
  readonly #options: StationOptions;
  readonly #buffer: OutageBuffer;
  /** Keys of what is on its way. */
  readonly #sent = new Set<string>();
  #bootId = randomName();
  #bootedAt = performance.now();
  #seq = 0;
  #client: MqttClient | undefined;
  #status: (state: 'online' | 'offline') => string = () => '';
  #inFlight = 0;
  #ackTimer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_WAIT_MS;
  #serverAheadMs: number | undefined;
  #leaving = false;
  #gone = false;

  constructor(options: StationOptions) {
    this.#options = options;
    this.#buffer = new OutageBuffer(options.bufferPath);
    say(`boot ${this.#bootId}`);
    this.#dial();
  }

  take(line: string): void {
    const [type = '', text = ''] = line.split(/ (.*)/);
    try {
      const fits = text.startsWith('{') && Buffer.byteLength(text) <= MOST_BODY_BYTES;
      if (!fits || !TYPES.includes(type))
        throw new Error(`it wants TYPE {...}, at most ${MOST_BODY_BYTES} bytes`);
      const body = JSON.parse(text) as Record<string, unknown>;
      this.#store(type as MessageType, body);
    } catch (error) {
      console.error(`cannot take the line ${line}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Sends what is left, and goes. */
  finish(): void {
    this.#leaving = true;
    this.#leaveWhenDone();
  }

  /** Goes in peace: without DISCONNECT the hub takes the will for a failure. */
  leave(): void {
    const client = this.#client;
    this.#gone = true;
    const gone = () => {
      say(`gone, ${this.#buffer.waiting.size} wait`);
      process.exit(0);
    };
    if (client?.connected) {
      client.publish(this.#topic('status'), this.#status('offline'), { qos: 1, retain: true });
      client.end(false, gone);
      setTimeout(gone, GOODBYE_MS);
    } else gone();
  }

  #store(type: MessageType, body: Record<string, unknown>): void {
    const frame = { bootId: this.#bootId, seq: this.#seq++, observedAt: this.#wallMs() };
    this.#buffer.add({ ...frame, type, madeAt: performance.now(), body });
    say(`stored ${keyOf(frame)}`);
    this.#sendWaiting();
  }

  /** 0 while nobody has told the time. */
  #wallMs(): number {
    if (this.#options.believeClock && Date.now() >= EARLIEST_MS) return Date.now();
    return this.#serverAheadMs === undefined ? 0 : Math.round(performance.now() + this.#serverAheadMs);
  }

  #topic(what: string): string {
    return `waste/v1/${this.#options.station}/${what}`;
  }

  #dial(): void {
    const { url, station, token } = this.#options;
    const connectionId = randomName();
    this.#status = (state) =>
      JSON.stringify({ state, connectionId, ...(state === 'online' && { firmware: 'example-ts-1' }) });
    const will = {
      topic: this.#topic('status'),
      payload: this.#status('offline'),
      qos: 1 as const,
      retain: true,
    };
    const login = { clientId: station, username: station, password: token };
    const client = mqtt.connect(url, { ...login, clean: true, keepalive: 120, reconnectPeriod: 0, will });
    this.#client = client;
    let cause = 'the hub hung up';
    let personMustAct = false;
    client.on('connect', () => this.#begin(client));
    client.on('message', (topic, payload) => this.#hear(topic.split('/').at(-1) ?? '', payload.toString()));
    client.on('error', (error) => {
      cause = error.message;
      // A refused CONNECT: 3 passes by itself, for the others somebody has to come.
      personMustAct = 'code' in error && typeof error.code === 'number' && error.code !== 3;
      client.end(true);
    });
    client.once('close', () => {
      if (!this.#gone) this.#redial(cause, personMustAct);
    });
  }

  #begin(client: MqttClient): void {
    say('online');
    client.publish(this.#topic('status'), this.#status('online'), { qos: 1, retain: true }, (error) => {
      if (!error) this.#waitMs = FIRST_WAIT_MS;
    });
    client.subscribe([this.#topic('rejected'), this.#topic('config')], { qos: 0 });
    this.#sendWaiting();
  }

  /** Nothing is lost: what has no PUBACK is sent again, in its old order and with its old numbers. */
  #redial(cause: string, personMustAct: boolean): void {
    this.#sent.clear();
    this.#inFlight = 0;
    clearTimeout(this.#ackTimer);
    if (personMustAct) this.#waitMs = LONGEST_WAIT_MS;
    const pauseMs = this.#waitMs * (0.5 + Math.random() / 2);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
    say(`away: ${cause}; again in ${pauseMs.toFixed()} ms, ${this.#buffer.waiting.size} wait`);
    setTimeout(() => this.#dial(), pauseMs);
  }

  #sendWaiting(): void {
    while (this.#client?.connected && this.#inFlight < WINDOW) {
      const unsent = [...this.#buffer.waiting.values()].filter((message) => !this.#sent.has(keyOf(message)));
      const [first] = unsent;
      if (!first) return;
      if (unsent.length <= SINGLES_UP_TO) this.#publish(first.type, [first], this.#framed(first));
      else this.#publishBatch(unsent.slice(0, MOST_IN_BATCH));
    }
  }

  #publishBatch(messages: Stored[]): void {
    this.#publish(
      'batch',
      messages,
      messages.map((message) => ({ type: message.type, ...this.#framed(message) })),
    );
  }

  /** `ageMs` dates a message when the clock does not: exact within its boot; of an older boot the least to be said. */
  #framed({ bootId, seq, observedAt, madeAt, body }: Stored): object {
    const sameBoot = bootId === this.#bootId;
    const ageMs = Math.round(performance.now() - (sameBoot ? madeAt : this.#bootedAt));
    return { bootId, seq, observedAt, ...((sameBoot || observedAt === 0) && { ageMs }), ...body };
  }

  #publish(type: string, messages: Stored[], payload: object): void {
    const client = this.#client;
    for (const message of messages) this.#sent.add(keyOf(message));
    if (this.#inFlight++ === 0) this.#expectAck();
    client?.publish(this.#topic(type), JSON.stringify(payload), { qos: 1 }, (error) => {
      if (!error && client === this.#client) this.#settle(messages);
    });
  }

  #settle(messages: Stored[]): void {
    for (const message of messages) {
      this.#buffer.release(keyOf(message));
      this.#sent.delete(keyOf(message));
      say(`acked ${keyOf(message)}`);
    }
    this.#inFlight--;
    this.#waitMs = FIRST_WAIT_MS;
    this.#expectAck();
    this.#sendWaiting();
    this.#leaveWhenDone();
  }

  #expectAck(): void {
    clearTimeout(this.#ackTimer);
    if (this.#inFlight === 0) return;
    this.#ackTimer = setTimeout(() => this.#client?.emit('error', new Error('no PUBACK')), ACK_MS);
  }

  /** Why a message was not taken (it is acknowledged and kept there: never sent again), or what the hub wants. */
  #hear(what: string, payload: string): void {
    say(`${what} ${payload}`);
    // An empty one: what was retained is taken back.
    if (payload === '') return;
    const message = JSON.parse(payload) as { serverTime?: number; reason?: string; bootId?: string };
    if (what === 'config') this.#serverAheadMs = (message.serverTime ?? 0) - performance.now();
    // The counter of this boot is spoiled.
    else if (message.reason?.startsWith('seq-') && message.bootId === this.#bootId) this.#newBoot();
  }

  #newBoot(): void {
    this.#bootId = randomName();
    this.#bootedAt = performance.now();
    this.#seq = 0;
    say(`boot ${this.#bootId}`);
  }

  #leaveWhenDone(): void {
    if (this.#leaving && this.#buffer.waiting.size === 0) this.leave();
  }
}

const [url, station, bufferPath, flag] = process.argv.slice(2);
const token = process.env.STATION_TOKEN;
if (!url || !station || !bufferPath || !token) {
  console.error('usage: STATION_TOKEN=... station.ts mqtt://HOST:PORT STATION BUFFER_FILE [--no-clock]');
  process.exit(2);
}
const kiosk = new Station({ url, station, token, bufferPath, believeClock: flag !== '--no-clock' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => kiosk.leave());
createInterface({ input: process.stdin })
  .on('line', (line) => kiosk.take(line))
  .on('close', () => kiosk.finish());
