// The line of a station that follows a script: says what it is given in order, keeps it until its PUBACK, and when
// the line breaks by itself comes back and says the same again. It judges nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, whyRefused } from '../fleet/connection.ts';

export interface LineOptions<Said extends Say> {
  station: string;
  token: string;
  host: string;
  port: number;
  onAcknowledged: (said: Said) => void;
  /** It goes out again after a broken line: the hub may have had it already. */
  onResent: (said: Said) => void;
  /** The hub said on `rejected` that it refused so many. */
  onRejected: (messages: number) => void;
}

export interface Say {
  topic: string;
  payload: Buffer;
}

const WINDOW = 20;
const BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
const GOODBYE_MS = 5_000;
const RECONNECTS = 10;

export class Line<Said extends Say = Say> {
  readonly #options: LineOptions<Said>;
  readonly #unacknowledged = new Set<Said>();
  #connection: Connection | undefined;
  #connectionId = '';
  /** Down by the will of the script: nobody comes back by themselves. */
  #isDown = true;
  #wasOpen = false;
  #failures = 0;
  #waiters: { atMost: number; resolve: () => void }[] = [];

  constructor(options: LineOptions<Said>) {
    this.#options = options;
  }

  get unacknowledged(): Iterable<Said> {
    return this.#unacknowledged;
  }

  /** Resolves at the CONNACK. Throws when the hub refuses, or is not there; after the first time it is patient. */
  async connect(connectionId: string): Promise<void> {
    this.#connectionId = connectionId;
    this.#isDown = false;
    const patience = this.#wasOpen ? RECONNECTS : 0;
    for (let tries = 0; ; tries++) {
      try {
        return await this.#open();
      } catch (error) {
        if (tries >= patience) throw error;
        await sleep(LONGEST_BACKOFF_MS / RECONNECTS);
      }
    }
  }

  /** A second device with the same token: the hub ends the first connection. */
  async takeOver(connectionId: string): Promise<void> {
    await this.settledTo(0);
    const first = this.#connection;
    this.#connection = undefined;
    await this.connect(connectionId);
    first?.cut(new Error('taken over'));
  }

  /** Resolves when there is room for the next one. */
  say(say: Said): Promise<void> {
    this.#unacknowledged.add(say);
    this.#publish(say);
    return this.settledTo(WINDOW - 1);
  }

  settledTo(atMost: number): Promise<void> {
    if (this.#unacknowledged.size <= atMost) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ atMost, resolve }));
  }

  /** The power is gone: no DISCONNECT. */
  cut(): void {
    this.#isDown = true;
    this.#connection?.cut(new Error('the power is cut'));
    this.#connection = undefined;
  }

  async leave(): Promise<void> {
    this.#isDown = true;
    const connection = this.#connection;
    if (connection) await Promise.race([connection.leave(), sleep(GOODBYE_MS, undefined, { ref: false })]);
    this.cut();
  }

  #open(): Promise<void> {
    const { station, token, host, port, onRejected } = this.#options;
    return new Promise((resolve, reject) => {
      const connection: Connection = new Connection(
        { station, token, host, port, connectionId: this.#connectionId },
        {
          opened: () => {
            this.#opened(connection);
            resolve();
          },
          closed: (cause) => {
            reject(new Error(`cannot connect ${station} to ${host}:${port}: ${whyRefused(cause)}`));
            if (this.#connection === connection) this.#broken();
          },
          rejected: ({ suppressed = 0 }) => onRejected(1 + suppressed),
          configured: () => undefined,
        },
      );
    });
  }

  #opened(connection: Connection): void {
    // It was coming back by itself when the script took it down.
    if (this.#isDown) {
      connection.cut(new Error('too late'));
      return;
    }
    this.#connection = connection;
    this.#wasOpen = true;
    this.#failures = 0;
    connection.announce(() => undefined);
    for (const say of this.#unacknowledged) {
      this.#options.onResent(say);
      this.#publish(say);
    }
  }

  #publish(say: Said): void {
    this.#connection?.publishTo(say.topic, say.payload, (error) => {
      if (!error && this.#unacknowledged.delete(say)) this.#acknowledged(say);
    });
  }

  #acknowledged(say: Said): void {
    this.#options.onAcknowledged(say);
    const size = this.#unacknowledged.size;
    const free = this.#waiters.filter(({ atMost }) => size <= atMost);
    this.#waiters = this.#waiters.filter(({ atMost }) => size > atMost);
    for (const { resolve } of free) resolve();
  }

  /** Not by the script: it comes back by itself, as a good station does. */
  #broken(): void {
    this.#connection = undefined;
    const delay = Math.min(LONGEST_BACKOFF_MS, BACKOFF_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    setTimeout(() => {
      if (!this.#isDown && this.#connection === undefined) this.#open().catch(() => this.#broken());
    }, delay);
  }
}
