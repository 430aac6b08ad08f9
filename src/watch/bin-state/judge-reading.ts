// Judges one level of a bin against all that is remembered of it. Readings come in order of the journal and count in
// the order of (boot, seq). Everything is in the state: a restart in between changes nothing. Must not know any clock.
import type { Emptying } from '../../model/emptying.ts';
import {
  type BinState,
  createBinState,
  type EmptiedClaim,
  type Judged,
  type LevelFlag,
  type LevelReading,
} from './bin-state.ts';
import { keepClaim } from './claims.ts';
import { followClaim, followLevel } from './clean-level.ts';
import { noteJump } from './flips.ts';
import type { BinSettings } from './settings.ts';
import { isInBlindZone, UNSOUND_QUALITY, unsoundFlag } from './soundness.ts';
import { noteEcho, noteStandingStill } from './standing-still.ts';

/**
 * Late readings are judged like others as long as they are newer than what was judged: they tell what happened
 * meanwhile, and the caller keeps alerts out of it. One that is older than the newest changes nothing.
 */
export function judgeReading(state: BinState, reading: LevelReading, settings: BinSettings): Judged {
  if (isOutdated(state, reading)) return { quality: 0, flag: 'outdated' };
  if (state.stream !== reading.level.stream) forgetLevels(state, reading.level.stream);
  state.grid = reading.stamp.grid;
  const judged = judge(state, reading, settings);
  noteNewest(state, reading, judged);
  return judged;
}

/**
 * The station's `emptied` message or the crew's tap. Returns the emptying when the levels have shown it already; else
 * it waits for them, and judgeReading returns it.
 */
export function noteEmptiedClaim(
  state: BinState,
  claim: EmptiedClaim,
  settings: BinSettings,
): Emptying | undefined {
  return keepClaim(state, claim, settings) ? followClaim(state, claim.receivedAt, settings) : undefined;
}

function judge(state: BinState, { stamp, level }: LevelReading, settings: BinSettings): Judged {
  const { bootId, seq, at, receivedAt } = stamp;
  const unsound = unsoundFlag(level, settings);
  noteEcho(state, unsound, at);
  if (unsound) return { quality: UNSOUND_QUALITY[unsound], flag: unsound };
  const { fillLevel } = level;
  noteStandingStill(state, fillLevel, at, settings);
  noteJump(state, fillLevel, at, settings);
  const seen = { level: fillLevel, place: { bootId, seq, at }, receivedAt };
  const emptied = followLevel(state, seen, settings);
  keepLast(state, fillLevel, at);
  const flag = suspicionOf(state, isInBlindZone(level, settings));
  const judged: Judged = { quality: flag ? 3 : 4 };
  if (flag) judged.flag = flag;
  if (emptied) judged.emptied = emptied;
  return judged;
}

function keepLast(state: BinState, level: number, at: number): void {
  if (state.last) {
    state.last.level = level;
    state.last.at = at;
  } else state.last = { level, at };
}

function suspicionOf(state: BinState, isTooNear: boolean): LevelFlag | undefined {
  if (state.away) return state.flippingSince === undefined ? 'spike' : 'flipping';
  if (state.stuckSince !== undefined) return 'stuck';
  return isTooNear ? 'blind-zone' : undefined;
}

/** By number within a boot, else by time. The same reading again is outdated. */
function isOutdated({ newest }: BinState, { stamp }: LevelReading): boolean {
  if (!newest) return false;
  return newest.bootId === stamp.bootId ? stamp.seq <= newest.seq : stamp.at < newest.at;
}

function noteNewest(state: BinState, { stamp, level }: LevelReading, { quality, flag }: Judged): void {
  const { bootId, seq, at, receivedAt } = stamp;
  const { newest } = state;
  if (!newest) {
    state.newest = { bootId, seq, at, receivedAt, fillLevel: level.fillLevel, quality, flag };
    return;
  }
  // Written over in place, like `last` and the window: what lives long is dear to replace with every reading.
  newest.bootId = bootId;
  newest.seq = seq;
  newest.at = at;
  newest.receivedAt = receivedAt;
  newest.fillLevel = level.fillLevel;
  newest.quality = quality;
  newest.flag = flag;
}

/** Another stream, another bin: nothing that was measured of the old one is true of it. */
function forgetLevels(state: BinState, stream: BinState['stream']): void {
  const { station, binId, grid, newest } = state;
  Object.assign(state, createBinState({ station, binId, stream, grid }), { newest });
}
