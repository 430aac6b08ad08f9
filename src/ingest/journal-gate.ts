// Stands between the door and the journal, and shuts when the journal takes nothing. The memory has then seen
// messages that are not on disk: it is read again from what is, before the gate opens.

import type { Journal } from '../journal/journal.ts';
import type { Log } from '../log.ts';
import type { Entry } from '../model/entry.ts';

export interface GateOptions {
  journal: Journal & { readonly state: 'open' | 'full' | 'failed' | 'closed'; usage(): unknown };
  /** Throws away what the memory holds and reads it again from the disk. */
  reloadMemory: () => Promise<void>;
  /** The disk failed for good: the hub has to stop. */
  onFailed: (error: Error) => void;
  log: Log;
}

const LOOK_EVERY_MS = 1_000;

export class JournalGate {
  readonly #options: GateOptions;
  #open = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.journal.id;
  }

  get open(): boolean {
    return this.#open;
  }

  append(entries: readonly Entry[], done: (error?: Error) => void): void {
    this.#options.journal.append(entries, (error) => {
      if (error) this.#shut(error);
      done(error);
    });
  }

  /** Rejects when anything appended before was not kept: then the memory is ahead of the disk. */
  async seal(): Promise<number> {
    const position = await this.#options.journal.seal();
    // Callbacks come in the order of the calls, so a failure before the seal is known by now.
    if (!this.#open) throw new Error('cannot seal the journal: it takes nothing at the moment');
    return position;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #shut(error: Error): void {
    if (!this.#open) return;
    this.#open = false;
    const { journal, onFailed } = this.#options;
    if (journal.state === 'failed') onFailed(error);
    else if (journal.state !== 'closed') this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    const { journal, reloadMemory, log } = this.#options;
    journal.usage();
    if (journal.state !== 'open') return;
    clearInterval(this.#timer);
    try {
      await journal.seal();
      await reloadMemory();
      this.#open = true;
      log.info({ position: journal.committed }, 'journal: there is room again, messages are accepted');
    } catch (error) {
      log.warn({ err: error }, 'journal: cannot go on yet');
      this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
    }
  }
}
