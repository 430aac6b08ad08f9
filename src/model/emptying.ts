// That a bin was emptied (清运), as the hub decided it from messages, the crew's word and levels: one entry for each time.
// Derived from readings, written into the journal once; its id tells it again wherever it comes twice.
import type { Stream } from './stream.ts';

/** A bin emptied below that level was emptied for nothing (空跑). */
export const WASTED_BELOW = 0.3;

/** Who dated it: the station's `emptied` message, the crew's tap, or the first low level. */
export type EmptyingSource = 'message' | 'crew' | 'sensor';

export interface Emptying {
  type: 'emptying';
  /** The same emptying has the same id, whenever it is derived; written again, it also has the same time. */
  id: string;
  station: string;
  grid: string;
  binId: string;
  stream: Stream;
  /** When it was emptied: the earliest of what says so. Milliseconds since 1970 UTC, as `detectedAt`. */
  at: number;
  source: EmptyingSource;
  /** Clean levels, 0 empty .. 1 full. */
  levelBefore: number;
  levelAfter: number;
  /** When the hub was sure: the sensor confirms later than it was emptied. */
  detectedAt: number;
  /** Who, where that is known: opaque from a station, the person from a tap. */
  operator?: string;
}
