// The history as the main thread sees it: starts the worker, tells it what was committed, asks it questions. It must
// not open the store itself: one thread owns it.
import type { Worker } from 'node:worker_threads';
import { SharedProgress } from '../journal/shared-progress.ts';
import { PendingAnswers } from '../pending-answers.ts';
import { startThread } from '../thread.ts';
import { InvalidCursor, StoreUnavailable } from './history.ts';
import type { HistoryStoreOptions } from './index.ts';
import type { FromWorker, HistoryQueries, Question, ToWorker, WorkerStart } from './worker-messages.ts';

/** Functions do not go to another thread. */
type WithoutFunctions<Options> = Options extends unknown ? Omit<Options, 'onTrouble'> : never;

export interface HistoryOptions {
  /** Its secrets go to the worker only. */
  store: WithoutFunctions<HistoryStoreOptions>;
  /** As it is at the start; `committed()` tells what comes later. */
  journal: { folder: string; id: string; base: number; committed: number };
  /** 60,000 */
  maintainEveryMs?: number;
  /** What a person must know. */
  onTrouble: (trouble: string) => void;
  /** The journal below it is no longer needed by the history. */
  onCheckpoint?: (position: number) => void;
  /** The worker has ended by itself: nothing is written or answered any more until a new start. */
  onFailure: (error: Error) => void;
}

export interface HistoryState {
  /** The history has the journal up to here. */
  position: number;
  behindBytes: number;
  /** The journal below it is no longer needed; undefined until the first checkpoint of this run. */
  checkpointed?: number;
  entriesWritten: number;
  framesAside: number;
  /** Why it does not get on; absent when it does. */
  failing?: string;
}

export interface History extends HistoryQueries {
  /** The journal is on disk up to `position`. Costs next to nothing: call it for each group. */
  committed(position: number): void;
  state(): HistoryState;
  /**
   * Nothing that the store's files hold is changed any more, so that another process can copy them; what is written
   * meanwhile stands in the engine's own log. Resolves when that is so; call the result to let go.
   */
  holdFiles(): Promise<() => void>;
  /** Applies all that is committed, makes it durable, closes. */
  stop(): Promise<void>;
}

/** Resolves when the store is open and can be asked; rejects when it cannot be opened. */
export async function startHistory(options: HistoryOptions): Promise<History> {
  const client = new HistoryClient(options);
  await client.ready;
  return client;
}

/** Bounds the worker's own heap; the engine has its limit beside it. */
const HEAP_MB = 128;
/** From the sources in development and tests, compiled in the product. */
const WORKER_FILE = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';

class HistoryClient implements History {
  readonly ready: Promise<void>;
  readonly #options: HistoryOptions;
  readonly #progress = new SharedProgress();
  readonly #worker: Worker;
  readonly #answers = new PendingAnswers();
  readonly #ended: Promise<void>;
  /** Number of the question whether the store is open; undefined once it is. */
  #opening: number | undefined;
  #failing: string | undefined;
  #stopping = false;
  #failed: Error | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#progress.set('committed', options.journal.committed);
    this.#progress.set('checkpointed', undefined);
    this.#worker = startThread(new URL(WORKER_FILE, import.meta.url), {
      workerData: this.#startOptions(),
      name: 'history',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.ready = this.#answers.ask((id) => {
      this.#opening = id;
    });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#exited(code));
  }

  dropOffs: HistoryQueries['dropOffs'] = (query) => this.#ask('dropOffs', query);
  fillLevels: HistoryQueries['fillLevels'] = (query) => this.#ask('fillLevels', query);
  emptyings: HistoryQueries['emptyings'] = (query) => this.#ask('emptyings', query);
  alertEvents: HistoryQueries['alertEvents'] = (query) => this.#ask('alertEvents', query);
  dropOffStatistics: HistoryQueries['dropOffStatistics'] = (query) => this.#ask('dropOffStatistics', query);
  fillLevelStatistics: HistoryQueries['fillLevelStatistics'] = (query) =>
    this.#ask('fillLevelStatistics', query);

  committed(position: number): void {
    this.#progress.set('committed', position);
    if (this.#progress.unpark()) this.#tell({ type: 'wake' });
  }

  state(): HistoryState {
    const position = this.#progress.get('position');
    const checkpointed = this.#progress.get('checkpointed');
    const failing = this.#failed?.message ?? this.#failing;
    return {
      position,
      behindBytes: Math.max(0, this.#progress.get('committed') - position),
      entriesWritten: this.#progress.get('entriesWritten'),
      framesAside: this.#progress.get('framesAside'),
      ...(checkpointed >= 0 && { checkpointed }),
      ...(failing !== undefined && { failing }),
    };
  }

  async holdFiles(): Promise<() => void> {
    await this.#answers.ask((id) => this.#tell({ type: 'hold', id }));
    return () => this.#tell({ type: 'release' });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#tell({ type: 'stop' });
    await this.#ended;
  }

  #startOptions(): WorkerStart {
    const { store, journal, maintainEveryMs } = this.#options;
    return {
      store: store as HistoryStoreOptions,
      journal,
      progress: this.#progress.buffer,
      ...(maintainEveryMs !== undefined && { maintainEveryMs }),
    };
  }

  #ask<Answer>(question: Question, query: unknown): Promise<Answer> {
    return this.#answers.ask((id) => this.#tell({ type: 'ask', id, question, query }));
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#answers.resolve(this.#opening ?? 0, undefined);
        this.#opening = undefined;
        return;
      case 'answer':
        this.#answers.resolve(message.id, message.answer);
        return;
      case 'refusal':
        this.#answers.reject(message.id, errorOf(message.name, message.message));
        return;
      case 'trouble':
        this.#options.onTrouble(message.trouble);
        return;
      case 'failing':
        this.#failing = message.cause;
        if (message.cause !== undefined) this.#options.onTrouble(`the history waits: ${message.cause}`);
        return;
      case 'checkpointed':
        this.#options.onCheckpoint?.(message.position);
    }
  }

  #exited(code: number): void {
    if (this.#stopping && code === 0)
      this.#refuseAll(new StoreUnavailable('cannot ask the history: it has stopped'));
    else this.#fail(new Error(`cannot write the history: its worker ended with code ${code}`));
  }

  /** Told once; a failure before the store is open rejects `ready` instead. */
  #fail(error: Error): void {
    if (this.#failed) return;
    const opened = this.#opening === undefined;
    this.#refuseAll(new StoreUnavailable(error.message));
    if (opened) this.#options.onFailure(error);
  }

  #refuseAll(error: Error): void {
    this.#failed = error;
    this.#answers.refuseAll(error);
  }
}

/** Errors lose their class between threads. */
function errorOf(name: string, message: string): Error {
  if (name === 'StoreUnavailable') return new StoreUnavailable(message);
  if (name === 'InvalidCursor') return new InvalidCursor(message);
  if (name === 'RangeError') return new RangeError(message);
  return new Error(message);
}
