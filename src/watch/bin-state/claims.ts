// What the station or the crew says of emptyings, until a level confirms it. Said alone it is a claim for good.
import type { BinState, EmptiedClaim, OpenClaim, ReadingPlace } from './bin-state.ts';
import type { BinSettings } from './settings.ts';

/** False when it only repeats the last emptying. */
export function keepClaim(state: BinState, claim: EmptiedClaim, settings: BinSettings): boolean {
  if (repeatsLastEmptied(state, claim, settings)) return false;
  const open: OpenClaim = { ...claim, lows: 0 };
  const { cleanLevel = 0, cleanAt = 0 } = state;
  if (contradicts(cleanLevel, cleanAt, claim, settings)) open.denied = true;
  state.claims.push(open);
  if (state.claims.length > settings.claimsKept) state.claims.shift();
  return true;
}

/** With each level that the sensor could see, before the clean level follows it. */
export function countLowsOfClaims(
  state: BinState,
  level: number,
  place: ReadingPlace,
  settings: BinSettings,
): void {
  const { claims, cleanLevel } = state;
  if (cleanLevel === undefined) return;
  for (const claim of claims) {
    if (claim.denied || place.at < claim.at || place.at - claim.at > settings.claimWithinMs) continue;
    if (level > settings.emptyLevel) forgetLows(claim);
    else countLow(claim, place, cleanLevel);
  }
}

/** With each level that agrees with the clean level. */
export function denyClaims(state: BinState, level: number, at: number, settings: BinSettings): void {
  for (const claim of state.claims) {
    if (contradicts(level, at, claim, settings)) claim.denied = true;
  }
}

/** The first claim that enough low levels follow; for bins that were nearly empty before, where nothing falls. */
export function claimWithLows(state: BinState, { claimReadings }: BinSettings): OpenClaim | undefined {
  return state.claims.find((claim) => !claim.denied && claim.lows >= claimReadings);
}

/** Whether somebody says that the bin was emptied when its level fell. */
export function isClaimed(state: BinState, firstLowAt: number, settings: BinSettings): boolean {
  return state.claims.some((claim) => speaksOf(claim, firstLowAt, settings));
}

/** Takes the claims that speak of an emptying out of the state. */
export function takeClaims(state: BinState, firstLowAt: number, settings: BinSettings): OpenClaim[] {
  const taken = state.claims.filter((claim) => speaksOf(claim, firstLowAt, settings));
  if (taken.length > 0) state.claims = state.claims.filter((claim) => !taken.includes(claim));
  return taken;
}

function speaksOf(claim: OpenClaim, firstLowAt: number, { claimWithinMs }: BinSettings): boolean {
  return !claim.denied && Math.abs(firstLowAt - claim.at) <= claimWithinMs;
}

function repeatsLastEmptied({ lastEmptied }: BinState, claim: EmptiedClaim, settings: BinSettings): boolean {
  if (!lastEmptied) return false;
  const isSince = claim.at >= lastEmptied.notBefore - settings.claimSlackMs;
  return isSince && claim.at <= lastEmptied.at + settings.claimAgainMs;
}

/** A bin that is not nearly empty some time after it is said to have been emptied. */
function contradicts(
  level: number,
  at: number,
  claim: EmptiedClaim,
  { emptyLevel, claimSlackMs }: BinSettings,
): boolean {
  return level > emptyLevel && at > claim.at + claimSlackMs;
}

function countLow(claim: OpenClaim, place: ReadingPlace, levelBefore: number): void {
  claim.lows += 1;
  claim.firstLow ??= { ...place, levelBefore };
}

function forgetLows(claim: OpenClaim): void {
  claim.lows = 0;
  delete claim.firstLow;
}
