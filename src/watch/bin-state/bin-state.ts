// What watch remembers of one bin (桶): plain JSON, so that it survives a restart as it is. Changed in place by
// judgeReading, noteDeposit and noteEmptiedClaim alone. Times are milliseconds since 1970 UTC, levels 0 empty .. 1 full.
import type { Emptying, EmptyingSource } from '../../model/emptying.ts';
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
  /** Present with the one reading that made it certain. */
  emptied?: Emptying;
}

/** Somebody says that the bin was emptied; an emptying only once the level shows it. */
export interface EmptiedClaim {
  /** When it was emptied, as they say. */
  at: number;
  /** When the hub heard of it. */
  receivedAt: number;
  source: Exclude<EmptyingSource, 'sensor'>;
  /** Who emptied it, where that is known. */
  operator?: string;
}

/** The place of a reading in the order of its station, and its assigned time. */
export interface ReadingPlace extends Pick<MessageIdentity, 'bootId' | 'seq'> {
  at: number;
}

/** A claim that nothing has confirmed yet. */
export interface OpenClaim extends EmptiedClaim {
  /** Readings in a row since then that show a nearly empty bin. */
  lows: number;
  /** The first of them, and the clean level before it. */
  firstLow?: ReadingPlace & { levelBefore: number };
  /** A level has contradicted it: it will stay a claim. */
  denied?: boolean;
}

/** Readings in a row far from the clean level: a spike, a flip, or a truth that is not believed yet. */
export interface AwayRun {
  below: boolean;
  /** It began with a flip. */
  isFlip: boolean;
  since: number;
  count: number;
  /** Readings in a row that agree with most of the window. */
  agreeing: number;
  /** Readings in a row that were as far below as an emptied bin, and the first of them; enough of them stay. */
  lows: number;
  firstLow?: ReadingPlace;
  /** The levels of the first five of them. */
  lowLevels: number[];
}

/** A sudden change from one reading to the next; two that undo each other are a spike, or a flip. */
export interface Jump {
  from: number;
  to: number;
  at: number;
  /** Readings since the jump before it, and since this one. */
  readingsBefore: number;
  readings: number;
}

/** How the bin has filled since it was emptied. Stands still while it is full. */
export interface Filling {
  since: number;
  from: number;
  risen: number;
  hours: number;
}

export interface LastEmptied {
  id: string;
  at: number;
  source: EmptyingSource;
  levelBefore: number;
  levelAfter: number;
  /** When the bin was last seen unemptied: what is claimed of the time since then is the same emptying. */
  notBefore: number;
}

export interface WindowLevel {
  level: number;
  at: number;
  /** It was far from the clean level, and is not believed: it says nothing together with others. */
  doubted: boolean;
}

export interface BinState {
  station: string;
  binId: string;
  stream: Stream;
  grid: string;
  /** The newest reading judged, by (boot, seq). */
  newest?: ReadingPlace & { receivedAt: number; fillLevel: number; quality: Quality; flag?: LevelFlag };
  /** The last level that the sensor could see, whatever it means. */
  last?: { level: number; at: number };
  /** The last of these, at most five and none older than the settings allow, oldest first. */
  window: WindowLevel[];
  /** Absent until the first level. */
  cleanLevel?: number;
  /** Of the last reading that agreed with the clean level. */
  cleanAt?: number;
  /** The clean level rests on more than the first reading. */
  settled: boolean;
  /** Absent while the readings agree with the clean level. */
  away?: AwayRun;
  jump?: Jump;
  /** Flips that are not forgotten yet, and the last and the longest of them. */
  flips: number;
  lastFlipAt?: number;
  longestFlipMs: number;
  /** The level before the first jump of them: while it flips, the one that is rather true. */
  flipOrigin?: number;
  /** Present while the sensor flips between two levels: the clean level then waits. */
  flippingSince?: number;
  /** Present while the sensor hears no echo. */
  noEchoSince?: number;
  /** Since when the level is the same, and the deposits that have come since then. */
  unchanged?: { level: number; since: number; deposits: number };
  /** Present while the level stays the same although deposits arrive. */
  stuckSince?: number;
  lastEmptied?: LastEmptied;
  /** Oldest first. */
  claims: OpenClaim[];
  filling?: Filling;
  /** All that it filled before, and in how many hours; the older the lighter. */
  filledBefore: { risen: number; hours: number };
  /** Level per hour since the bin was emptied, and its own mean over the long run; absent while unknown. */
  ratePerHour?: number;
  meanRatePerHour?: number;
}

export type BinIdentity = Pick<BinState, 'station' | 'binId' | 'stream' | 'grid'>;

/** Every key is there from the beginning, if only as undefined: a town of objects of one shape is read twice as fast. */
export function createBinState({ station, binId, stream, grid }: BinIdentity): BinState {
  return {
    station,
    binId,
    stream,
    grid,
    newest: undefined,
    last: undefined,
    window: [],
    cleanLevel: undefined,
    cleanAt: undefined,
    settled: false,
    away: undefined,
    jump: undefined,
    flips: 0,
    lastFlipAt: undefined,
    longestFlipMs: 0,
    flipOrigin: undefined,
    flippingSince: undefined,
    noEchoSince: undefined,
    unchanged: undefined,
    stuckSince: undefined,
    lastEmptied: undefined,
    claims: [],
    filling: undefined,
    filledBefore: { risen: 0, hours: 0 },
    ratePerHour: undefined,
    meanRatePerHour: undefined,
  };
}

/** As it was stored, where keys that are undefined have no place. */
export function reviveBinState(stored: BinState): BinState {
  const state = Object.assign(createBinState(stored), stored);
  // Of an older hub, which counted no readings: how long the sensor had been where cannot be told.
  if (state.jump?.readings === undefined) state.jump = undefined;
  return state;
}
