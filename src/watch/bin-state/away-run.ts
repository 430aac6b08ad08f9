// Readings far from the clean level: counted until most of the window agrees with them, or, of a sensor that flips,
// until they have lasted. Then they are believed.
import type { AwayRun, BinState, ReadingPlace } from './bin-state.ts';
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
    run = { below, since: place.at, count: 0, agreeing: 0, lows: 0, lowLevels: [] };
    state.away = run;
  }
  run.count += 1;
  run.agreeing = agreesWithMost(state, level, settings) ? run.agreeing + 1 : 0;
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
 * A level near the clean one again, in a small step after many low readings: while a flipping sensor was waited for,
 * the emptied bin has filled up.
 */
export function hasFilledUp(state: BinState, level: number, settings: BinSettings): boolean {
  const { away, last } = state;
  if (!away?.below || !last || away.count < settings.flipHoldReadings) return false;
  return Math.abs(level - last.level) < settings.spikeLevel;
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

function agreesWithMost(state: BinState, level: number, settings: BinSettings): boolean {
  const median = medianOf(
    state.window.map((entry) => entry.level),
    state.cleanLevel ?? level,
  );
  return Math.abs(level - median) < settings.spikeLevel;
}
