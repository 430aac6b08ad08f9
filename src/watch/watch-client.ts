// Watch as the main thread sees it: starts the worker, tells it the time and what was committed, asks it, and carries
// what it derives to the journal. It must not open the state itself: one thread owns it.
import type { Worker } from 'node:worker_threads';
import { SharedProgress } from '../journal/shared-progress.ts';
import type { JournalBounds } from '../journal/start-position.ts';
import type { Clock } from '../model/clock.ts';
import type { DerivedEntry } from '../model/entry.ts';
import { PendingAnswers } from '../pending-answers.ts';
import { StateUnavailable } from '../state/state-store.ts';
import { startThread } from '../thread.ts';
import type { OutboxStore } from './outbox/delivery.ts';
import type { PersonalFieldCounts } from './rules/station-signs.ts';
import type { TownChange } from './station-facts.ts';
import {
  type RefusalReason,
  type Watch,
  type WatchEvent,
  type WatchProgress,
  WatchRefusal,
} from './watch.ts';
import type { WatchSettings } from './watch-settings.ts';
import type {
  FromWorker,
  Refused,
  ToWorker,
  WatchQuestion,
  WatchQuestions,
  WorkerStart,
} from './worker-messages.ts';

export interface WatchOptions {
  folder: string;
  /** As it is at the start; `committed()` tells what comes later. */
  journal: JournalBounds & { folder: string };
  town: TownChange;
  settings: WatchSettings;
  clock: Clock;
  /** Puts entries into the journal; whether they are on disk. */
  journalDerived: (entries: readonly DerivedEntry[]) => Promise<boolean>;
  /** What a person must know. */
  onTrouble: (trouble: string) => void;
  /** The worker has ended by itself: nothing is watched any more until a new start. */
  onFailure: (error: Error) => void;
}

export interface RunningWatch extends Watch, OutboxStore {
  /** The journal is on disk up to `position`. Costs next to nothing: call it for each group. */
  committed(position: number): void;
  /** Once a second. `open`: the hub takes messages. */
  tick(open: boolean): void;
  townChanged(change: TownChange): void;
  /** They go into no journal: they never pass the door. */
  personalFields(counts: PersonalFieldCounts): void;
  /** The journal below it is no longer needed by watch. */
  needsFrom(): number;
  /** Soon it needs the journal only from where it has judged it. */
  save(): void;
  /** Judges all that is committed, saves, closes. */
  stop(): Promise<void>;
}

/** Resolves when the state is loaded and can be asked; rejects when it cannot be. */
export async function startWatch(options: WatchOptions): Promise<RunningWatch> {
  const client = new WatchClient(options);
  await client.ready;
  return client;
}

const HEAP_MB = 512;
/** From the sources in development and tests, compiled in the product. */
const WORKER_FILE = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';

class WatchClient implements RunningWatch {
  readonly ready: Promise<void>;
  readonly #options: WatchOptions;
  readonly #progress = new SharedProgress();
  readonly #worker: Worker;
  readonly #answers = new PendingAnswers();
  readonly #ended: Promise<void>;
  /** And whether each wants levels. */
  readonly #listeners = new Map<(event: WatchEvent) => void, boolean>();
  #failing: string | undefined;
  #stopping = false;
  #failed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#progress.set('committed', options.journal.committed);
    this.#worker = startThread(new URL(WORKER_FILE, import.meta.url), {
      workerData: this.#startOptions(),
      name: 'watch',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once('message', () => resolve());
      this.#worker.once('error', reject);
    });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#exited(code));
  }

  alerts: WatchQuestions['alerts'] = (...args) => this.#ask('alerts', args);
  alert: WatchQuestions['alert'] = (...args) => this.#ask('alert', args);
  eventsOf: WatchQuestions['eventsOf'] = (...args) => this.#ask('eventsOf', args);
  act: WatchQuestions['act'] = (...args) => this.#ask('act', args);
  report: WatchQuestions['report'] = (...args) => this.#ask('report', args);
  silences: WatchQuestions['silences'] = (...args) => this.#ask('silences', args);
  addSilence: WatchQuestions['addSilence'] = (...args) => this.#ask('addSilence', args);
  endSilence: WatchQuestions['endSilence'] = (...args) => this.#ask('endSilence', args);
  bins: WatchQuestions['bins'] = (...args) => this.#ask('bins', args);
  binsOf: WatchQuestions['binsOf'] = (...args) => this.#ask('binsOf', args);
  advisories: WatchQuestions['advisories'] = (...args) => this.#ask('advisories', args);
  counts: WatchQuestions['counts'] = (...args) => this.#ask('counts', args);
  due: WatchQuestions['due'] = (...args) => this.#ask('due', args);
  settle: WatchQuestions['settle'] = (...args) => this.#ask('settle', args);

  committed(position: number): void {
    this.#progress.set('committed', position);
    if (this.#progress.unpark()) this.#tell({ type: 'wake' });
  }

  tick(open: boolean): void {
    this.#tell({ type: 'tick', now: this.#options.clock.now(), open });
  }

  personalFields(counts: PersonalFieldCounts): void {
    this.#tell({ type: 'personal-fields', now: this.#options.clock.now(), counts });
  }

  townChanged(change: TownChange): void {
    this.#tell({ type: 'town', change });
  }

  needsFrom(): number {
    return this.#progress.get('checkpointed');
  }

  save(): void {
    this.#tell({ type: 'save' });
  }

  onEvent(listener: (event: WatchEvent) => void, { levels = false } = {}): () => void {
    // A function of its own for each call: the same listener may listen twice.
    const told = (event: WatchEvent) => listener(event);
    this.#listeners.set(told, levels);
    this.#askForLevels();
    return () => {
      this.#listeners.delete(told);
      this.#askForLevels();
    };
  }

  state(): WatchProgress {
    const position = this.#progress.get('position');
    return {
      position,
      behindBytes: Math.max(0, this.#progress.get('committed') - position),
      entriesJudged: this.#progress.get('entriesWritten'),
      framesAside: this.#progress.get('framesAside'),
      ...(this.#failing !== undefined && { failing: this.#failing }),
    };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#tell({ type: 'stop' });
    await this.#ended;
  }

  #startOptions(): WorkerStart {
    const { folder, journal, town, settings, clock } = this.#options;
    return { folder, journal, town, settings, now: clock.now(), progress: this.#progress.buffer };
  }

  #ask<Answer>(question: WatchQuestion, args: readonly unknown[]): Promise<Answer> {
    const now = this.#options.clock.now();
    return this.#answers.ask((id) => this.#tell({ type: 'ask', id, now, question, args }));
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'answer':
        this.#answers.resolve(message.id, message.answer);
        return;
      case 'refusal':
        this.#answers.reject(message.id, errorOf(message.error));
        return;
      case 'trouble':
        this.#options.onTrouble(message.trouble);
        return;
      case 'failing':
        this.#failing = message.cause;
        if (message.cause !== undefined) this.#options.onTrouble(`the watch waits: ${message.cause}`);
        return;
      case 'derived':
        void this.#journal(message.entries);
        return;
      case 'events':
        for (const event of message.events) this.#pass(event);
    }
  }

  #pass(event: WatchEvent): void {
    for (const [listener, levels] of this.#listeners) if (levels || event.type !== 'level') listener(event);
  }

  #askForLevels(): void {
    const levels = [...this.#listeners.values()].includes(true);
    this.#tell({ type: 'watched', levels });
  }

  async #journal(entries: readonly DerivedEntry[]): Promise<void> {
    const kept = await this.#options.journalDerived(entries).catch(() => false);
    this.#tell({ type: 'journaled', kept });
  }

  #exited(code: number): void {
    if (this.#stopping && code === 0)
      this.#answers.refuseAll(new Error('cannot ask the watch: it has stopped'));
    else this.#fail(new Error(`cannot watch: its worker ended with code ${code}`));
  }

  /** Told once. */
  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#failing = error.message;
    this.#answers.refuseAll(error);
    this.#options.onFailure(error);
  }
}

function errorOf({ message, reason, isStateAway }: Refused): Error {
  if (reason !== undefined) return new WatchRefusal(reason as RefusalReason, message);
  return isStateAway ? new StateUnavailable(message) : new Error(message);
}
