// A station on the network: keeps its outbox until the hub has acknowledged it, comes back by itself with jitter
// and sends the same again. It knows nothing of the town.
import { Connection, type ConnectionEvents, whyRefused } from './connection.ts';
import type { FramedMessage, Parcel } from './framing.ts';
import { Outbox } from './outbox.ts';
import type { Tally } from './tally.ts';

/** Hears of each parcel beside the tally. */
export interface DeviceListener {
  published(parcel: Parcel): void;
  acknowledged(parcel: Parcel): void;
}

export interface DeviceOptions {
  station: string;
  token: string;
  host: string;
  port: number;
  tally: Tally;
  listener?: DeviceListener | undefined;
  /** Before the first try again; doubles up to five minutes. */
  firstBackoffMs?: number;
  /** Without a PUBACK for so long the connection is given up. */
  ackTimeoutMs?: number;
}

/** `stopped` for good; the others come and go. */
type Phase = 'closed' | 'open' | 'stopped';

const WINDOW = 20;
const LONGEST_BACKOFF_MS = 300_000;
const GOODBYE_MS = 2_000;

export class Device {
  readonly #options: DeviceOptions;
  readonly #outbox = new Outbox();
  #connection: Connection | undefined;
  #phase: Phase = 'closed';
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #configVersion: string | undefined;
  #waiters: { limit: number; resolve: () => void }[] = [];

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  /** Resolves at the first CONNACK. Throws when the first try fails; later failures are retried without end. */
  connect(): Promise<void> {
    const { station, host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#connect({
        opened: resolve,
        failed: (cause) => {
          this.#phase = 'stopped';
          reject(new Error(`cannot connect ${station} to ${host}:${port}: ${whyRefused(cause)}`, { cause }));
        },
      });
    });
  }

  send(messages: readonly FramedMessage[]): void {
    const dropped = this.#outbox.add(messages);
    if (dropped > 0) this.#options.tally.dropped(dropped);
    this.#pump();
  }

  /** Resolves when no more than `limit` messages are without a PUBACK, or the device is stopped. */
  settledTo(limit: number): Promise<void> {
    if (this.#phase === 'stopped' || this.#outbox.size <= limit) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ limit, resolve }));
  }

  /** What the hub has not acknowledged, oldest first. */
  outstanding(): FramedMessage[] {
    return this.#outbox.outstanding();
  }

  /** Waits for outstanding PUBACKs, at most so long, and leaves. */
  async stop(drainMs: number): Promise<void> {
    await within(drainMs, this.settledTo(0));
    const polite = this.#phase === 'open' && this.#outbox.inFlight === 0;
    this.#phase = 'stopped';
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#release();
    const connection = this.#connection;
    if (connection === undefined) return;
    if (polite) await within(GOODBYE_MS, this.#leave(connection));
    connection.cut(new Error('the simulator ends'));
  }

  async #leave(connection: Connection): Promise<void> {
    this.#options.tally.statusPublished();
    await connection.leave();
    this.#options.tally.statusAcknowledged();
  }

  #connect(first?: { opened: () => void; failed: (cause: Error | undefined) => void }): void {
    let accepted = false;
    const events: ConnectionEvents = {
      opened: () => {
        accepted = true;
        this.#opened();
        first?.opened();
      },
      closed: (cause) => {
        this.#closed();
        if (first !== undefined && !accepted) first.failed(cause);
        else if (this.#phase !== 'stopped') this.#retryLater();
      },
      rejected: ({ reason, suppressed = 0 }) => this.#options.tally.rejected(reason, 1 + suppressed),
      configured: (version) => {
        this.#configVersion = version;
      },
    };
    this.#connection = new Connection({ ...this.#options, configVersion: this.#configVersion }, events);
  }

  #opened(): void {
    const { tally } = this.#options;
    this.#phase = 'open';
    this.#failures = 0;
    tally.connected();
    tally.statusPublished();
    this.#connection?.announce((error) => {
      if (!error) tally.statusAcknowledged();
    });
    this.#pump();
  }

  #closed(): void {
    if (this.#phase === 'open') this.#phase = 'closed';
    this.#connection = undefined;
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    this.#outbox.returnInFlight();
  }

  #retryLater(): void {
    const doubled = (this.#options.firstBackoffMs ?? 1_000) * 2 ** Math.min(this.#failures, 20);
    this.#failures += 1;
    const delay = Math.min(doubled, LONGEST_BACKOFF_MS) * (0.5 + Math.random());
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #pump(): void {
    while (this.#phase === 'open' && this.#outbox.inFlight < WINDOW) {
      const parcel = this.#outbox.take();
      if (parcel === undefined) break;
      this.#options.tally.published(parcel);
      this.#options.listener?.published(parcel);
      this.#connection?.publish(parcel.type, parcel.payload, (error) => {
        if (!error) this.#acknowledged(parcel);
      });
    }
    if (this.#outbox.inFlight > 0) this.#watch();
  }

  #acknowledged(parcel: Parcel): void {
    if (!this.#outbox.settle(parcel)) return;
    this.#options.tally.acknowledged(parcel);
    this.#options.listener?.acknowledged(parcel);
    if (this.#outbox.inFlight > 0) this.#watchdog?.refresh();
    else clearTimeout(this.#watchdog);
    if (this.#outbox.inFlight === 0) this.#watchdog = undefined;
    this.#pump();
    this.#release();
  }

  #watch(): void {
    this.#watchdog ??= setTimeout(
      () => this.#connection?.cut(new Error('no PUBACK')),
      this.#options.ackTimeoutMs ?? 60_000,
    );
  }

  #release(): void {
    const size = this.#phase === 'stopped' ? 0 : this.#outbox.size;
    const free = this.#waiters.filter(({ limit }) => size <= limit);
    this.#waiters = this.#waiters.filter(({ limit }) => size > limit);
    for (const { resolve } of free) resolve();
  }
}

function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
