// The unit of the journal: what the door decided about one message, or one part of it.
import type { Reading } from './reading.ts';
import type { Rejection } from './rejection.ts';

/** A rejection that was replayed with success stops being in quarantine; stands in one frame with its readings. */
export interface Replayed {
  type: 'replayed';
  rejectionId: string;
  station: string;
  at: number;
}

export type Entry = Reading | Rejection | Replayed;

/** A place in one journal: a byte offset over all its segments that never starts again. */
export interface JournalCursor {
  journalId: string;
  position: number;
}
