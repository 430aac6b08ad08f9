// What the main thread and the history worker say to each other.
import type { JournalBounds } from '../journal/start-position.ts';
import type { HistoryStore } from './history.ts';
import type { HistoryStoreOptions } from './index.ts';

export interface WorkerStart {
  store: HistoryStoreOptions;
  journal: JournalBounds & { folder: string };
  /** Memory of `SharedProgress`. */
  progress: SharedArrayBuffer;
  maintainEveryMs?: number;
}

/** The questions of the port, answered by the worker. */
export type Question =
  | 'dropOffs'
  | 'fillLevels'
  | 'emptyings'
  | 'alertEvents'
  | 'dropOffStatistics'
  | 'fillLevelStatistics';
export type HistoryQueries = Pick<HistoryStore, Question>;

export type ToWorker =
  | { type: 'wake' }
  | { type: 'stop' }
  /** The store's files are to stay as they are; answered when they do. */
  | { type: 'hold'; id: number }
  | { type: 'release' }
  | { type: 'ask'; id: number; question: Question; query: unknown };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'refusal'; id: number; name: string; message: string }
  | { type: 'trouble'; trouble: string }
  /** Absent cause: it goes on. */
  | { type: 'failing'; cause?: string }
  | { type: 'checkpointed'; position: number };
