// Follows the journal: when something is committed it is carried on, after a moment in which more can come; a failure
// is waited out. It must not know what the entries mean.
import { type Applier, textOf } from '../journal/applier.ts';
import type { SharedProgress } from '../journal/shared-progress.ts';

export interface JournalTailOptions {
  applier: Pick<Applier, 'position' | 'entriesWritten' | 'framesAside' | 'applyNext' | 'close'>;
  progress: SharedProgress;
  /** Does the job when nothing else is under way. */
  exclusively: (job: () => Promise<void>) => Promise<void>;
  /** Absent cause: it goes on. */
  onFailing: (cause?: string) => void;
  /** Nothing is left to be read. */
  onCaughtUp?: () => void;
}

/** Small enough that people's commands need not wait behind a long backlog. */
const BATCH_BYTES = 512 * 1024;
/** How long more is waited for: each batch costs a flush when it raises something. */
const COLLECT_MS = 50;
/**
 * Acknowledgements come first: it rests for so many times as long as each batch took, and so takes a tenth of a core at
 * most, a twentieth of the smallest machine.
 */
const REST_PER_WORK = 9;
/** While it follows: nobody is to be told late because the first batches, of cold code, took long. */
const LONGEST_REST_MS = 500;
/** In a burst; then it takes what it needs, for nobody is to be told late for long. A town is back within that time. */
const LONGEST_GIVING_WAY_MS = 30_000;
const FIRST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 30_000;

export class JournalTail {
  readonly #options: JournalTailOptions;
  #holdMs = FIRST_HOLD_MS;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #stopped = false;
  /** Since when there has been more than a batch to read; by `performance`. */
  #crowdedSince: number | undefined;
  #tookMs = 0;
  /** More comes in than could be read with rests. */
  #isBurst = false;
  /** Of the batch before. */
  #begun: { at: number; committed: number };

  constructor(options: JournalTailOptions) {
    this.#options = options;
    this.#begun = { at: performance.now(), committed: options.progress.get('committed') };
  }

  /** Something was committed since the tail parked; also to begin. */
  wake(): void {
    if (this.#timer === undefined && !this.#stopped) this.#advanceIn(this.#waitMs);
  }

  /** Carries on all that is committed, unless it cannot be taken; nothing after that. */
  async finish(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#options.exclusively(async () => {
      while (this.#behindBytes > 0 && !this.#failing) await this.#tryAdvance();
    });
    await this.#options.applier.close();
  }

  /** Carries on some of what is committed at once; for a job that has its turn. */
  async advance(): Promise<void> {
    if (this.#behindBytes > 0 && !this.#failing) await this.#tryAdvance();
  }

  get isCaughtUp(): boolean {
    return this.#behindBytes <= 0;
  }

  get #behindBytes(): number {
    return this.#options.progress.get('committed') - this.#options.applier.position;
  }

  get #waitMs(): number {
    const restMs = this.#tookMs * REST_PER_WORK;
    if (this.#behindBytes < BATCH_BYTES) {
      this.#crowdedSince = undefined;
      return Math.max(COLLECT_MS, Math.min(restMs, LONGEST_REST_MS));
    }
    this.#crowdedSince ??= performance.now();
    const crowdedMs = performance.now() - this.#crowdedSince;
    return this.#isBurst && crowdedMs < LONGEST_GIVING_WAY_MS ? restMs : 0;
  }

  #advanceIn(ms: number): void {
    this.#timer = setTimeout(() => {
      void this.#options.exclusively(() => this.#tryAdvance()).then(() => this.#next());
    }, ms);
  }

  #next(): void {
    this.#timer = undefined;
    if (this.#stopped) return;
    if (this.#failing) this.#advanceIn(this.#hold());
    else if (this.#behindBytes > 0) this.#advanceIn(this.#waitMs);
    else this.#park();
  }

  #park(): void {
    const { progress, onCaughtUp } = this.#options;
    progress.set('parked', 1);
    // Committed just before parking was seen.
    if (this.#behindBytes > 0 && progress.unpark()) this.wake();
    else onCaughtUp?.();
  }

  async #tryAdvance(): Promise<void> {
    const { applier, progress } = this.#options;
    const begun = { at: performance.now(), committed: progress.get('committed') };
    const { position } = applier;
    try {
      if (this.#behindBytes > 0) await applier.applyNext(begun.committed, BATCH_BYTES);
      this.#report();
      this.#tell(undefined);
    } catch (cause) {
      this.#tell(textOf(cause));
    }
    this.#tookMs = performance.now() - begun.at;
    const withRestsMs = this.#tookMs * (1 + REST_PER_WORK);
    const comesPerMs = (begun.committed - this.#begun.committed) / (begun.at - this.#begun.at);
    this.#isBurst = comesPerMs > (applier.position - position) / withRestsMs;
    this.#begun = begun;
  }

  #hold(): number {
    const holdMs = this.#holdMs;
    this.#holdMs = Math.min(LONGEST_HOLD_MS, holdMs * 2);
    return holdMs;
  }

  #tell(cause: string | undefined): void {
    if (cause === undefined) this.#holdMs = FIRST_HOLD_MS;
    if (cause !== undefined || this.#failing) this.#options.onFailing(cause);
    this.#failing = cause !== undefined;
  }

  #report(): void {
    const { applier, progress } = this.#options;
    progress.set('position', applier.position);
    progress.set('entriesWritten', applier.entriesWritten);
    progress.set('framesAside', applier.framesAside);
  }
}
