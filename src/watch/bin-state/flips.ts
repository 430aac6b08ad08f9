// Sensors that flip between two levels for hours or days: a jump that undoes the one before it, both ends the same.
// A bin that is emptied and fills again does not do that: it comes back in small steps, or to another level. A single
// reading elsewhere is a spike: every sensor has some, and the window outvotes it. Only many at once are flips as well.
import type { AwayRun, BinState, Jump } from './bin-state.ts';
import { usualRise } from './fill-rate.ts';
import type { BinSettings } from './settings.ts';

/** The sensor was at one level, at another, and is back again at both. */
const FLIPS_OF_A_FLIPPING_SENSOR = 2;
/** As many readings at a level are more than a spike. */
const READINGS_OF_A_LEVEL = 2;
/** Readings at both levels together, where one of them is a spike. */
const TO_AND_FRO = 2;
const SPIKE_SOON_AGAIN = 3;

/** Before `state.last` is written over. */
export function noteJump(state: BinState, level: number, at: number, settings: BinSettings): void {
  forgetFlips(state, at, settings);
  const { last } = state;
  if (state.jump) state.jump.readings += 1;
  // After a long silence a big step is what one expects of an honest sensor.
  if (!last || at - last.at > settings.windowMs) return;
  const step = level - last.level;
  const isSudden =
    step > 0 ? step >= settings.spikeLevel + usualRise(state, at) : -step >= settings.spikeLevel;
  if (!isSudden) return;
  const before = state.jump;
  const readingsBefore = before ? before.readings - 1 : settings.windowReadings;
  state.jump = { from: last.level, to: level, at, readingsBefore, readings: 1 };
  if (before && undoes(state.jump, before, settings)) noteUndone(state, before, at);
}

/** How long a level that the sensor jumped to must last until it is believed. */
export function flipHoldMs(state: BinState, { flipHoldMs, flipMemoryMs }: BinSettings): number {
  return Math.min(flipMemoryMs, Math.max(state.flips * flipHoldMs, 2 * state.longestFlipMs));
}

/** A fall to where the level was before it jumped up: that was never true, and nobody has emptied anything. */
export function isReturn(
  { flipOrigin }: BinState,
  run: AwayRun,
  level: number,
  settings: BinSettings,
): boolean {
  return run.isFlip && flipOrigin !== undefined && level > flipOrigin - settings.flipTolerance;
}

function undoes(jump: Jump, before: Jump, { flipTolerance, flipMemoryMs }: BinSettings): boolean {
  return (
    jump.at - before.at <= flipMemoryMs &&
    Math.abs(jump.to - before.from) < flipTolerance &&
    Math.abs(jump.from - before.to) < flipTolerance
  );
}

/** `undone` now counts the reading that undid it as well. */
function noteUndone(state: BinState, undone: Jump, at: number): void {
  const flips = flipsWith(state.flips, undone.readings - 1, undone.readingsBefore);
  if (flips === state.flips) return;
  state.flips = flips;
  state.flipOrigin ??= undone.readingsBefore >= READINGS_OF_A_LEVEL ? undone.from : undone.to;
  state.lastFlipAt = at;
  state.longestFlipMs = Math.max(state.longestFlipMs, at - undone.at);
  if (flips >= FLIPS_OF_A_FLIPPING_SENSOR) state.flippingSince ??= at;
}

/** With one more, after so many readings at a level, and so many before at the one to which the sensor is back. */
function flipsWith(flips: number, readings: number, readingsBefore: number): number {
  if (Math.min(readings, readingsBefore) >= READINGS_OF_A_LEVEL) return flips + 1;
  const together = readings + readingsBefore;
  // To and fro with each reading: the window would soon believe either.
  if (together <= TO_AND_FRO) return Math.max(flips + 1, FLIPS_OF_A_FLIPPING_SENSOR);
  return together <= SPIKE_SOON_AGAIN ? flips + 1 : flips;
}

function forgetFlips(state: BinState, at: number, { flipMemoryMs }: BinSettings): void {
  if (state.lastFlipAt === undefined || at - state.lastFlipAt <= flipMemoryMs) return;
  state.flips = 0;
  state.longestFlipMs = 0;
  state.lastFlipAt = undefined;
  state.flipOrigin = undefined;
  state.flippingSince = undefined;
}
