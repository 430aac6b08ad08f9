// Stands between the door and the journal, and shuts when the journal takes nothing. The memory has then seen
// messages that are not on disk: it is read again from what is, before the gate opens. A full journal may need just
// that to have room again: what the memory has not saved is kept for it.

import type { Journal } from '../journal/journal.ts';
import type { Log } from '../log.ts';
import type { Entry } from '../model/entry.ts';

export interface GateOptions {
  journal: Journal & { readonly state: 'open' | 'full' | 'failed' | 'closed'; usage(): unknown };
  /** Throws away what the memory holds and reads it again from the disk. */
  reloadMemory: () => Promise<void>;
  /** Saves the memory as it was read, with the place in the journal that it reflects, and gives up what nobody needs. */
  makeRoom: () => Promise<void>;
  /** The disk failed for good: the hub has to stop. */
  onFailed: (error: Error) => void;
  log: Log;
}

const LOOK_EVERY_MS = 1_000;
const SHUT = 'cannot journal: nothing is taken until there is room and the memory is read again';

export class JournalGate {
  readonly #options: GateOptions;
  #open = true;
  /** The journal is full, and what is remembered is saved up to its end. */
  #isLevel = false;
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

  /** As the journal's, but what stands behind a failed append fails as well: it may be a duplicate of what was lost. */
  append(entries: readonly Entry[], done: (error?: Error) => void): void {
    this.#options.journal.append(entries, (error) => {
      if (error) this.#shut(error);
      done(error ?? (this.#open ? undefined : new Error(SHUT)));
    });
  }

  /** Rejects when anything appended before was not kept: then the memory is ahead of the disk. */
  async seal(): Promise<number> {
    // Before as well: the gate may open again while the journal seals, and what is to be saved is of the time before.
    if (!this.#open) throw new Error(SHUT);
    const position = await this.#options.journal.seal();
    // Callbacks come in the order of the calls, so a failure before the seal is known by now.
    if (!this.#open) throw new Error(SHUT);
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
    else if (journal.state !== 'closed') this.#lookAgain();
  }

  #lookAgain(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    const { journal, onFailed, log } = this.#options;
    clearInterval(this.#timer);
    journal.usage();
    if (journal.state === 'failed') onFailed(new Error('cannot journal: the disk has failed'));
    if (journal.state === 'failed' || journal.state === 'closed') return;
    try {
      if (journal.state === 'open') await this.#goOn();
      else if (!this.#isLevel) await this.#level();
    } catch (error) {
      log.warn({ err: error }, 'journal: cannot go on yet');
    }
    if (!this.#open) this.#lookAgain();
  }

  async #goOn(): Promise<void> {
    await this.#reread();
    this.#open = true;
    this.#isLevel = false;
    const { journal, log } = this.#options;
    log.info({ position: journal.committed }, 'journal: there is room again, messages are accepted');
  }

  /** Nothing is taken meanwhile, so once is enough. */
  async #level(): Promise<void> {
    await this.#reread();
    await this.#options.makeRoom();
    this.#isLevel = true;
  }

  /** Once all that was appended before is answered. */
  async #reread(): Promise<void> {
    await this.#options.journal.seal();
    await this.#options.reloadMemory();
  }
}
