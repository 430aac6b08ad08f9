// The clean level: follows readings that are near it, and a far one only once the away run is believed. A fall that is
// believed, or that somebody claims, is an emptying.
import type { Emptying } from '../../model/emptying.ts';
import { extendRun, hasFilledUp, isBelieved } from './away-run.ts';
import type { AwayRun, BinState, ReadingPlace } from './bin-state.ts';
import { claimWithLows, countLowsOfClaims, denyClaims, isClaimed } from './claims.ts';
import { concludeEmptying } from './conclude-emptying.ts';
import { noteFilling } from './fill-rate.ts';
import { medianOf } from './median.ts';
import type { BinSettings } from './settings.ts';

/** A level that the sensor could see. */
export interface SeenLevel {
  level: number;
  place: ReadingPlace;
  receivedAt: number;
}

/** Whether the level is believed shows in `state.away` afterwards. */
export function followLevel(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place } = seen;
  forgetOldLevels(state, place.at, settings);
  countLowsOfClaims(state, level, place, settings);
  return isNear(state, level, settings)
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
  believe(state, last.level, last.at, settings);
  return emptied;
}

function followNear(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place, receivedAt } = seen;
  const { away } = state;
  let emptied: Emptying | undefined;
  if (away && hasFilledUp(state, level, settings)) emptied = concludeFall(state, away, receivedAt, settings);
  state.settled = state.cleanLevel !== undefined;
  keepLevel(state, level, place.at, settings);
  believe(state, level, place.at, settings);
  emptied ??= concludeClaim(state, level, receivedAt, settings);
  denyClaims(state, level, place.at, settings);
  return emptied;
}

function followFar(state: BinState, seen: SeenLevel, settings: BinSettings): Emptying | undefined {
  const { level, place, receivedAt } = seen;
  // What a flipping sensor shows elsewhere must not outvote what it showed before.
  if (state.flippingSince === undefined) keepLevel(state, level, place.at, settings);
  const run = extendRun(state, level, place, settings);
  const isClaimedNow = isClaimedFall(state, run, settings);
  if (!isClaimedNow && !isBelieved(state, run, place.at, settings)) {
    const emptied = run.below ? concludeClaim(state, level, receivedAt, settings) : undefined;
    if (emptied) believe(state, level, place.at, settings);
    return emptied;
  }
  const emptied = concludeFall(state, run, receivedAt, settings);
  believe(state, level, place.at, settings);
  return emptied;
}

function isNear({ cleanLevel }: BinState, level: number, { spikeLevel }: BinSettings): boolean {
  return cleanLevel === undefined || Math.abs(level - cleanLevel) < spikeLevel;
}

function isClaimedFall(state: BinState, { lows, firstLow }: AwayRun, settings: BinSettings): boolean {
  return lows >= settings.claimReadings && firstLow !== undefined && isClaimed(state, firstLow.at, settings);
}

/** Nothing when it did not fall far enough, or from a level that one reading alone had shown. */
function concludeFall(
  state: BinState,
  run: AwayRun,
  detectedAt: number,
  settings: BinSettings,
): Emptying | undefined {
  const { firstLow, lows, lowLevels } = run;
  const { cleanLevel, cleanAt, settled } = state;
  if (!settled || cleanLevel === undefined || cleanAt === undefined) return undefined;
  if (!firstLow || (lows < settings.emptiedReadings && !isClaimedFall(state, run, settings)))
    return undefined;
  const levelAfter = medianOf(lowLevels, lowLevels[0] ?? cleanLevel);
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

function believe(state: BinState, level: number, at: number, settings: BinSettings): void {
  const { away } = state;
  if (away) {
    // What was measured before a run that is believed is of another time.
    if (!isNear(state, level, settings)) {
      state.window = state.window.filter((entry) => entry.at >= away.since);
      state.settled = true;
    }
    delete state.away;
  }
  state.cleanLevel = level;
  state.cleanAt = at;
  noteFilling(state, level, at, settings);
}

function keepLevel(state: BinState, level: number, at: number, { windowReadings }: BinSettings): void {
  state.window.push({ level, at });
  if (state.window.length > windowReadings) state.window.shift();
}

function forgetOldLevels({ window }: BinState, at: number, { windowMs }: BinSettings): void {
  while (window.length > 0 && at - (window[0]?.at ?? at) > windowMs) window.shift();
}
