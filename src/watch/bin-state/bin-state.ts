// What watch remembers of one bin (桶): plain JSON, so that it survives a restart as it is. Changed in place by
// judgeReading, noteDeposit and noteEmptiedClaim alone. Times are milliseconds since 1970 UTC, levels 0 empty .. 1 full.
import type { BinLevel, MessageIdentity, Quality, Stamp } from '../../model/reading.ts';
import type { Stream } from '../../model/stream.ts';

/** One bin of a fill-level message. */
export interface LevelReading {
  stamp: Stamp;
  level: BinLevel;
}

/** Why a level is not simply accepted. `outdated`: a newer one of the bin was judged before it. */
export type LevelFlag =
  | 'outdated'
  | 'out-of-range'
  | 'no-echo'
  | 'lid-open'
  | 'tilted'
  | 'blind-zone'
  | 'spike'
  | 'flipping'
  | 'stuck';

export interface Judged {
  /** 0 for an outdated reading, which changes nothing; else 1..4. */
  quality: Quality;
  flag?: LevelFlag;
  /** The reading that was still missing to be sure that the bin was emptied. */
  emptied?: Emptying;
}

export type EmptiedSource = 'message' | 'crew' | 'sensor';

/** Somebody says that the bin was emptied; an emptying only once the level shows it. */
export interface EmptiedClaim {
  at: number;
  source: 'message' | 'crew';
  /** Who, where that is known: opaque from a station, the person from a tap. */
  by?: string;
}

/** One emptying (清运), found once. */
export interface Emptying {
  /** The same whenever and however it is found: station, bin, and the first low reading's boot and number. */
  id: string;
  station: string;
  binId: string;
  stream: Stream;
  grid: string;
  /** The earliest of what the station said, what the crew said, and the first low reading. */
  at: number;
  source: EmptiedSource;
  by?: string;
  levelBefore: number;
  levelAfter: number;
  /** Found by a reading that came late: a fact of the past, no news of the present. */
  late?: boolean;
}

export type LastEmptied = Pick<Emptying, 'id' | 'at' | 'source' | 'levelBefore' | 'levelAfter'>;

/** The place of a reading in the order of its station. */
export interface ReadingPlace extends Pick<MessageIdentity, 'bootId' | 'seq'> {
  at: number;
}

/** Readings in a row that are far from the clean level: a spike, a flip, or the truth that is not yet believed. */
export interface AwayRun {
  first: ReadingPlace;
  /** Newest first is not needed: at most the last five, oldest first. */
  levels: number[];
  count: number;
  /** The clean level that they are away from, and when it was last seen. */
  before: number;
  beforeAt: number;
  /** Of the readings in a row, how many the clean level has followed. */
  followed: number;
}

/** A sudden change from one reading to the next; two that undo each other are a flip. */
export interface Jump {
  from: number;
  to: number;
  at: number;
}

/** How much the bin filled in how much time; `hours` stop while it is full. */
export interface Filling {
  level: number;
  hours: number;
}

export interface BinState {
  station: string;
  binId: string;
  stream: Stream;
  grid: string;
  /** The newest reading judged, by (boot, seq). */
  newest?: ReadingPlace & { receivedAt: number; quality: Quality; flag?: LevelFlag };
  /** The last trusted raw level; what jumps and standing still are measured by. */
  last?: { level: number; at: number };
  /** The last levels, at most five and none older than the settings allow, oldest first. */
  window: { level: number; at: number }[];
  /** Absent until the first level that can be trusted. */
  cleanLevel?: number;
  /** Of the reading that last confirmed or changed the clean level. */
  cleanAt?: number;
  away?: AwayRun;
  jump?: Jump;
  /** Flips not yet forgotten, and the last of them. */
  flips: number;
  lastFlipAt?: number;
  /** Present while the sensor flips between levels. */
  flippingSince?: number;
  noEchoSince?: number;
  /** Since when the raw level is the same, and the deposits that have come in that time. */
  unchangedSince?: number;
  depositsUnchanged: number;
  /** Present while the sensor shows the same although deposits arrive. */
  stuckSince?: number;
  lastEmptied?: LastEmptied;
  /** What nobody has confirmed yet, oldest first. */
  claims: EmptiedClaim[];
  /** Since the bin was emptied. */
  filling: Filling;
  /** Of all times before that, the older the lighter. */
  filledBefore: Filling;
  /** Level per hour since the bin was emptied, and its own long-run mean; absent while unknown. */
  ratePerHour?: number;
  meanRatePerHour?: number;
}
