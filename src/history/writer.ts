// Carries the journal into a store: large batches when it is behind, small delay when it is not, housekeeping between
// them. Holds one batch in memory, never more; a store that cannot write is waited for.
import { Applier, type ApplierOptions, textOf } from '../journal/applier.ts';
import type { Clock } from '../model/clock.ts';
import { type HistoryStore, StoreUnavailable } from './history.ts';

export interface WriterOptions extends Omit<ApplierOptions, 'name' | 'sink' | 'isAway'> {
  store: HistoryStore;
  /** End of what may be read. */
  committed: () => number;
  /** Called with true before the writer waits to be woken, and with false when it goes on. */
  onParked?: (parked: boolean) => void;
  onProgress?: (progress: WriterProgress) => void;
  clock: Clock;
  /** Waits that long for more to come, unless a whole batch is there. 150 */
  collectMs?: number;
  /** 60,000 */
  maintainEveryMs?: number;
}

export interface WriterProgress {
  /** The store has everything before it. */
  position: number;
  /** Below it the store no longer needs the journal; undefined until the first housekeeping. */
  checkpointed?: number;
  entriesWritten: number;
  framesAside: number;
  /** Why the writer does not get on; absent when it does. */
  failing?: string;
}

/** About 5,000 messages: large enough for the engine, small enough for a heap. */
const BATCH_BYTES = 2 * 1024 * 1024;
const COLLECT_MS = 150;
const MAINTAIN_EVERY_MS = 60_000;
/** So many entries since the last housekeeping make the next one due: the engine's own log should stay short. */
const MAINTAIN_AFTER_ENTRIES = 250_000;
const FIRST_HOLD_MS = 1000;
const LONGEST_HOLD_MS = 30_000;
/** A server may ask for more patience than that; it is believed up to here. */
const LONGEST_ASKED_MS = 10 * 60_000;

export class HistoryWriter {
  readonly #options: WriterOptions;
  readonly #applier: Applier;
  #checkpointed: number | undefined;
  /** Why the last batch, and the last housekeeping, did not work. */
  #failing: { batch?: string; housekeeping?: string } = {};
  #maintainAt = 0;
  #maintaining: Promise<void> = Promise.resolve();
  /** No housekeeping: somebody copies the store's files. */
  #held = false;
  #maintainAtEntries = MAINTAIN_AFTER_ENTRIES;
  #holdMs = FIRST_HOLD_MS;
  #stopping = false;
  #endPause: () => void = () => undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    const isAway = (cause: unknown) => cause instanceof StoreUnavailable;
    this.#applier = new Applier({ ...options, name: 'history', sink: options.store, isAway });
  }

  /** Resolves after `stop`, when all that is committed is applied, or at once when the store cannot take it. */
  async run(): Promise<void> {
    while (!this.#isDone()) {
      if (this.#behindBytes > 0) await this.#advance();
      else await this.#park();
      if (this.#isMaintenanceDue() && !this.#isDone()) {
        this.#maintaining = this.#maintain();
        await this.#maintaining;
      }
    }
    // A store that does not answer would keep the hub from stopping for one more of its time limits.
    if (this.#failing.batch === undefined) await this.#maintain();
    await this.#applier.close();
  }

  /** Something was committed since the writer parked. */
  wake(): void {
    this.#endPause();
  }

  /** Resolves when no housekeeping is under way; none is begun until `release`. */
  async hold(): Promise<void> {
    this.#held = true;
    await this.#maintaining;
  }

  release(): void {
    this.#held = false;
    this.#endPause();
  }

  stop(): void {
    this.#stopping = true;
    this.#endPause();
  }

  get #behindBytes(): number {
    return this.#options.committed() - this.#applier.position;
  }

  #isDone(): boolean {
    return this.#stopping && (this.#behindBytes <= 0 || this.#failing.batch !== undefined);
  }

  async #advance(): Promise<void> {
    if (this.#behindBytes < BATCH_BYTES) await this.#pause(this.#options.collectMs ?? COLLECT_MS);
    try {
      await this.#applier.applyNext(this.#options.committed(), BATCH_BYTES);
      this.#holdMs = FIRST_HOLD_MS;
      this.#report({ batch: undefined });
    } catch (cause) {
      await this.#hold(cause);
    }
  }

  /** Nothing is lost while the store is away: the journal keeps it. */
  async #hold(cause: unknown): Promise<void> {
    this.#report({ batch: textOf(cause) });
    const asked = cause instanceof StoreUnavailable ? (cause.retryAfterMs ?? 0) : 0;
    // Some time more or less: all hubs of a city must not come back to their server in the same moment.
    const jitter = 0.5 + Math.random();
    await this.#pause(Math.max(Math.min(asked, LONGEST_ASKED_MS), this.#holdMs * jitter));
    this.#holdMs = Math.min(LONGEST_HOLD_MS, this.#holdMs * 2);
  }

  async #park(): Promise<void> {
    const untilDueMs = Math.max(1, this.#maintainAt - this.#options.clock.now());
    const woken = this.#pause(this.#held ? MAINTAIN_EVERY_MS : untilDueMs);
    this.#options.onParked?.(true);
    if (this.#behindBytes > 0) this.#endPause(); // Committed just before parking was seen.
    await woken;
    this.#options.onParked?.(false);
  }

  #isMaintenanceDue(): boolean {
    if (this.#held) return false;
    return (
      this.#options.clock.now() >= this.#maintainAt || this.#applier.entriesWritten >= this.#maintainAtEntries
    );
  }

  async #maintain(): Promise<void> {
    const { clock, store, journalId, maintainEveryMs = MAINTAIN_EVERY_MS } = this.#options;
    this.#maintainAt = clock.now() + maintainEveryMs;
    this.#maintainAtEntries = this.#applier.entriesWritten + MAINTAIN_AFTER_ENTRIES;
    try {
      const covered = await store.maintain(clock.now());
      if (covered?.journalId === journalId) this.#checkpointed = covered.position;
      this.#report({ housekeeping: undefined });
    } catch (cause) {
      this.#report({ housekeeping: `cannot keep the history in order: ${textOf(cause)}` });
    }
  }

  #report(change: { batch?: string | undefined; housekeeping?: string | undefined }): void {
    this.#failing = { ...this.#failing, ...change };
    const failing = this.#failing.batch ?? this.#failing.housekeeping;
    const { position, entriesWritten, framesAside } = this.#applier;
    this.#options.onProgress?.({
      position,
      entriesWritten,
      framesAside,
      ...(this.#checkpointed !== undefined && { checkpointed: this.#checkpointed }),
      ...(failing !== undefined && { failing }),
    });
  }

  /** Ends early when somebody wakes the writer. */
  #pause(ms: number): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
