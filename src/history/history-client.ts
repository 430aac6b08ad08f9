// The history as the main thread sees it: starts the worker, tells it what was committed, asks it questions. It must
// not open the store itself: one thread owns it.
import type { Worker } from 'node:worker_threads';
import { InvalidCursor, StoreUnavailable } from './history.ts';
import type { HistoryStoreOptions } from './index.ts';
import { SharedProgress } from './shared-progress.ts';
import { startThread } from './thread.ts';
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
  /** Applies all that is committed, makes it durable, closes. */
  stop(): Promise<void>;
}

/** Resolves when the store is open and can be asked; rejects when it cannot be opened. */
export async function startHistory(options: HistoryOptions): Promise<History> {
  const client = new HistoryClient(options);
  await client.ready;
  return client;
}

interface Asked {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
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
  readonly #asked = new Map<number, Asked>();
  readonly #ended: Promise<void>;
  #lastId = 0;
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
    this.ready = new Promise((resolve, reject) => {
      this.#asked.set(0, { resolve, reject });
    });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#exited(code));
  }

  dropOffs: HistoryQueries['dropOffs'] = (query) => this.#ask('dropOffs', query);
  fillLevels: HistoryQueries['fillLevels'] = (query) => this.#ask('fillLevels', query);
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
    if (this.#failed) return Promise.reject(this.#failed);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#tell({ type: 'ask', id, question, query });
    });
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#take(0)?.resolve(undefined as never);
        return;
      case 'answer':
        this.#take(message.id)?.resolve(message.answer as never);
        return;
      case 'refusal':
        this.#take(message.id)?.reject(errorOf(message.name, message.message));
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

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  #exited(code: number): void {
    if (this.#stopping && code === 0)
      this.#refuseAll(new StoreUnavailable('cannot ask the history: it has stopped'));
    else this.#fail(new Error(`cannot write the history: its worker ended with code ${code}`));
  }

  /** Told once; a failure before the store is open rejects `ready` instead. */
  #fail(error: Error): void {
    if (this.#failed) return;
    const opened = !this.#asked.has(0);
    this.#refuseAll(new StoreUnavailable(error.message));
    if (opened) this.#options.onFailure(error);
  }

  #refuseAll(error: Error): void {
    this.#failed = error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}

/** Errors lose their class between threads. */
function errorOf(name: string, message: string): Error {
  if (name === 'StoreUnavailable') return new StoreUnavailable(message);
  if (name === 'InvalidCursor') return new InvalidCursor(message);
  if (name === 'RangeError') return new RangeError(message);
  return new Error(message);
}
