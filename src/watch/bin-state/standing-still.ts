// A sensor that tells the same for days although deposits arrive is stuck; one that hears no echo tells nothing.
import type { BinState, LevelFlag } from './bin-state.ts';
import type { BinSettings } from './settings.ts';

/** A deposit (投放) into this bin; one that came late says nothing of how long the level has stood. */
export function noteDeposit(state: BinState, at: number): void {
  const { unchanged } = state;
  if (unchanged && at >= unchanged.since) unchanged.deposits += 1;
}

export function noteEcho(state: BinState, flag: LevelFlag | undefined, at: number): void {
  if (flag === 'no-echo') state.noEchoSince ??= at;
  // An open lid or a tilted sensor says nothing of its hearing.
  else if (flag === undefined) state.noEchoSince = undefined;
}

export function noteStandingStill(state: BinState, level: number, at: number, settings: BinSettings): void {
  const { unchanged } = state;
  if (!unchanged || Math.abs(level - unchanged.level) >= settings.unchangedLevel) {
    standsSince(state, level, at);
    return;
  }
  const isStuck =
    level < settings.fullLevel &&
    unchanged.deposits >= settings.stuckDeposits &&
    at - unchanged.since >= settings.stuckMs;
  if (isStuck) state.stuckSince ??= unchanged.since;
}

/** Written over in place: most levels are a little higher than the one before. */
function standsSince(state: BinState, level: number, at: number): void {
  state.stuckSince = undefined;
  const { unchanged } = state;
  if (unchanged) {
    unchanged.level = level;
    unchanged.since = at;
    unchanged.deposits = 0;
  } else state.unchanged = { level, since: at, deposits: 0 };
}
