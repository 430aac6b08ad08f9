// Readings far from the clean level: counted until most of the window agrees with them, or, of a sensor that flips,
// until they have lasted. Then they are believed.
import type { AwayRun, BinState, ReadingPlace } from './bin-state.ts';
import { usualRise } from './fill-rate.ts';
import { flipHoldMs } from './flips.ts';
import { medianOf } from './median.ts';
import type { BinSettings } from './settings.ts';

const LOW_LEVELS_KEPT = 5;

/** One more reading far from the clean level. The window holds it already, unless the sensor flips. */
export function extendRun(
  state: BinState,
  level: number,
  place: ReadingPlace,
  settings: BinSettings,
): AwayRun {
  const cleanLevel = state.cleanLevel ?? level;
  const below = level < cleanLevel;
  let run = state.away;
  if (!run || run.below !== below) {
    const isFlip = state.lastFlipAt === place.at;
    run = { below, isFlip, since: place.at, count: 0, agreeing: 0, lows: 0, lowLevels: [] };
    state.away = run;
  }
  run.count += 1;
  run.agreeing = mostAgree(state, cleanLevel, below, settings) ? run.agreeing + 1 : 0;
  if (cleanLevel - level >= settings.emptiedFall) countLow(run, level, place);
  else if (run.lows < settings.emptiedReadings) forgetLows(run);
  return run;
}

/**
 * A fall needs as many agreeing readings as an emptying; a rise is believed as soon as most say so. What just fell far
 * enough for an emptying is waited for, that it is not mistaken for a small fall.
 */
export function isBelieved(state: BinState, run: AwayRun, at: number, settings: BinSettings): boolean {
  const { below, lows, agreeing } = run;
  if (state.flippingSince !== undefined) {
    return run.count >= settings.flipHoldReadings && at - run.since >= flipHoldMs(state, settings);
  }
  if (lows > 0 && lows < settings.emptiedReadings) return false;
  return agreeing >= (below ? settings.emptiedReadings : 1);
}

/**
 * A level near the clean one again, but in a small step: no flip goes back like that. The bin was emptied, and has
 * filled up before that was believed.
 */
export function hasFilledUp(state: BinState, level: number, at: number, settings: BinSettings): boolean {
  const { away, last } = state;
  if (!away?.below || !last || away.lows < settings.emptiedReadings) return false;
  return level - last.level < settings.spikeLevel + usualRise(state, at);
}

function countLow(run: AwayRun, level: number, place: ReadingPlace): void {
  run.lows += 1;
  run.firstLow ??= place;
  if (run.lowLevels.length < LOW_LEVELS_KEPT) run.lowLevels.push(level);
}

function forgetLows(run: AwayRun): void {
  run.lows = 0;
  run.lowLevels.length = 0;
  delete run.firstLow;
}

/** Most of the window lies on this side of the clean level, as far away as no spike alone could bring it. */
function mostAgree({ window }: BinState, cleanLevel: number, below: boolean, settings: BinSettings): boolean {
  const median = medianOf(
    window.map((entry) => entry.level),
    cleanLevel,
  );
  const distance = below ? cleanLevel - median : median - cleanLevel;
  return distance >= settings.spikeLevel;
}
