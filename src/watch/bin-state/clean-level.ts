// The clean level: follows readings that are near it, and a far one only once the away run is believed. A fall that is
// believed, or that somebody claims, is an emptying.
import type { Emptying } from '../../model/emptying.ts';
import { extendRun, hasFilledUp, isBelieved } from './away-run.ts';
import type { AwayRun, BinState, ReadingPlace, WindowLevel } from './bin-state.ts';
import { claimWithLows, countLowsOfClaims, denyClaims, isClaimed } from './claims.ts';
import { concludeEmptying } from './conclude-emptying.ts';
import { noteFilling, usualRise } from './fill-rate.ts';
import { isReturn } from './flips.ts';
import { medianOf } from './median.ts';
import type { BinSettings } from './settings.ts';

/** A level that the sensor could see. */
export interface SeenLevel {
  level: number;
  place: ReadingPlace;
  receivedAt: number;
}

type LastLevel = NonNullable<BinState['last']>;

/** Whether the level is believed shows in `state.away` afterwards. */
export function followLevel(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place } = seen;
  forgetOldLevels(state, place.at, settings);
  countLowsOfClaims(state, level, place, settings);
  return isNear(state, level, place.at, settings)
    ? followNear(state, seen, settings)
    : followFar(state, seen, settings);
}

/** A claim that comes after the low levels it speaks of. */
export function followClaim(
  state: BinState,
  receivedAt: number,
  settings: BinSettings,
): Emptying | undefined {
  const { away, last } = state;
  if (!away || !last || !isClaimedFall(state, away, settings)) return undefined;
  const emptied = concludeFall(state, away, receivedAt, settings);
  believe(state, away, last, settings);
  return emptied;
}

function followNear(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place, receivedAt } = seen;
  const { at } = place;
  const { away } = state;
  let emptied: Emptying | undefined;
  if (away && hasFilledUp(state, level, at, settings)) {
    emptied = concludeFall(state, away, receivedAt, settings);
  }
  state.settled = state.cleanLevel !== undefined;
  keepLevel(state, { level, at, doubted: false }, settings);
  accept(state, { level, at }, settings);
  emptied ??= concludeClaim(state, level, receivedAt, settings);
  denyClaims(state, level, at, settings);
  return emptied;
}

function followFar(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place, receivedAt } = seen;
  const { at } = place;
  // What a flipping sensor shows elsewhere must not outvote what it showed before.
  if (state.flippingSince === undefined) keepLevel(state, { level, at, doubted: true }, settings);
  const run = extendRun(state, level, place, settings);
  const isSure = isBelieved(state, run, at, settings) || isClaimedFall(state, run, settings);
  const emptied = isSure
    ? concludeFall(state, run, receivedAt, settings)
    : concludeClaim(state, level, receivedAt, settings);
  if (isSure || emptied) believe(state, run, { level, at }, settings);
  return emptied;
}

function isNear(state: BinState, level: number, at: number, { spikeLevel }: BinSettings): boolean {
  const { cleanLevel } = state;
  if (cleanLevel === undefined) return true;
  return level > cleanLevel - spikeLevel && level < cleanLevel + spikeLevel + usualRise(state, at);
}

function isClaimedFall(state: BinState, { lows, firstLow }: AwayRun, settings: BinSettings): boolean {
  return lows >= settings.claimReadings && firstLow !== undefined && isClaimed(state, firstLow.at, settings);
}

/** Nothing when it did not fall far enough, or from a level that one reading alone or a flip had shown. */
function concludeFall(
  state: BinState,
  run: AwayRun,
  detectedAt: number,
  settings: BinSettings,
): Emptying | undefined {
  const { firstLow, lows, lowLevels } = run;
  const { cleanLevel, cleanAt, settled } = state;
  if (!firstLow || !settled || cleanLevel === undefined || cleanAt === undefined) return undefined;
  const levelAfter = medianOf(lowLevels, lowLevels[0] ?? cleanLevel);
  const isSeen = lows >= settings.emptiedReadings && !isReturn(state, run, levelAfter, settings);
  if (!isSeen && !isClaimedFall(state, run, settings)) return undefined;
  const evidence = { firstLow, levelBefore: cleanLevel, levelAfter, notBefore: cleanAt, detectedAt };
  return concludeEmptying(state, evidence, settings);
}

function concludeClaim(
  state: BinState,
  level: number,
  detectedAt: number,
  settings: BinSettings,
): Emptying | undefined {
  const claim = claimWithLows(state, settings);
  if (!claim?.firstLow) return undefined;
  const { at: notBefore, firstLow } = claim;
  const { levelBefore } = firstLow;
  return concludeEmptying(
    state,
    { firstLow, levelBefore, levelAfter: level, notBefore, detectedAt },
    settings,
  );
}

/** What was measured before a run that is believed is of another time. */
function believe(state: BinState, run: AwayRun, seen: LastLevel, settings: BinSettings): void {
  state.window = state.window.filter((entry) => entry.at >= run.since);
  for (const entry of state.window) entry.doubted = false;
  state.settled = true;
  accept(state, seen, settings);
}

function accept(state: BinState, { level, at }: LastLevel, settings: BinSettings): void {
  state.away = undefined;
  state.cleanLevel = level;
  state.cleanAt = at;
  noteFilling(state, level, at, settings);
}

function keepLevel(state: BinState, kept: WindowLevel, { windowReadings }: BinSettings): void {
  const { window } = state;
  const oldest = window.length >= windowReadings ? window.shift() : undefined;
  if (!oldest) {
    window.push(kept);
    return;
  }
  oldest.level = kept.level;
  oldest.at = kept.at;
  oldest.doubted = kept.doubted;
  window.push(oldest);
}

function forgetOldLevels({ window }: BinState, at: number, { windowMs }: BinSettings): void {
  while (window.length > 0 && at - (window[0]?.at ?? at) > windowMs) window.shift();
}
