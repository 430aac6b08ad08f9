// The unit of the journal: what the door decided about one message, or one part of it; or a word of the hub about
// itself.
import type { AlertEvent } from './alert-event.ts';
import type { Emptying } from './emptying.ts';
import type { Health } from './health.ts';
import type { Reading } from './reading.ts';
import type { Rejection } from './rejection.ts';

/** A rejection that was replayed with success stops being in quarantine; stands in one frame with its readings. */
export interface Replayed {
  type: 'replayed';
  rejectionId: string;
  station: string;
  at: number;
}

export type StationEntry = Reading | Rejection | Replayed;
/** What the hub concludes from the journal and writes back into it. Changes nothing of what the door remembers. */
export type DerivedEntry = Emptying | AlertEvent;
export type Entry = StationEntry | DerivedEntry | Health;

/** A place in one journal: a byte offset over all its segments that never starts again. */
export interface JournalCursor {
  journalId: string;
  position: number;
}
