// What the main thread and watch's worker say to each other.
import type { JournalBounds } from '../journal/start-position.ts';
import type { DerivedEntry } from '../model/entry.ts';
import type { OutboxStore } from './outbox/delivery.ts';
import type { PersonalFieldCounts } from './rules/station-signs.ts';
import type { TownChange } from './station-facts.ts';
import type { Watch, WatchEvent } from './watch.ts';
import type { WatchSettings } from './watch-settings.ts';

export interface WorkerStart {
  /** Of the state, and of frames that could not be judged. */
  folder: string;
  journal: JournalBounds & { folder: string };
  /** Memory of `SharedProgress`. */
  progress: SharedArrayBuffer;
  town: TownChange;
  settings: WatchSettings;
  now: number;
}

/** The questions and commands of the port that the worker answers, and those of whoever sends messages. */
export type WatchQuestions = Omit<Watch, 'onEvent' | 'state'> & OutboxStore;
export type WatchQuestion = keyof WatchQuestions;

export type ToWorker =
  | { type: 'wake' }
  | { type: 'stop' }
  /** A second has passed. `open`: the hub takes messages, so silence means something. */
  | { type: 'tick'; now: number; open: boolean }
  | { type: 'town'; change: TownChange }
  | { type: 'personal-fields'; now: number; counts: PersonalFieldCounts }
  | { type: 'ask'; id: number; now: number; question: WatchQuestion; args: readonly unknown[] }
  /** What was derived is in the journal, or is not: then it comes again. */
  | { type: 'journaled'; kept: boolean }
  /** Now, and not when it is due. */
  | { type: 'save' }
  /** Whether anybody looks at levels. */
  | { type: 'watched'; levels: boolean };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'refusal'; id: number; error: Refused }
  | { type: 'trouble'; trouble: string }
  /** Absent cause: it goes on. */
  | { type: 'failing'; cause?: string }
  /** For the journal; one such message at a time. */
  | { type: 'derived'; entries: DerivedEntry[] }
  | { type: 'events'; events: WatchEvent[] };

/** Errors lose their class between threads. */
export interface Refused {
  message: string;
  /** Of a `WatchRefusal`. */
  reason?: string;
  /** It was a `StateUnavailable`. */
  isStateAway?: boolean;
}
