// Sensors that flip between two levels for hours or days: a jump that undoes the one before it, both ends the same.
// A bin that is emptied and fills again does not do that: it comes back in small steps, or to another level.
import type { AwayRun, BinState, Jump } from './bin-state.ts';
import { usualRise } from './fill-rate.ts';
import type { BinSettings } from './settings.ts';

/** Two that undo each other can be one spike; the third says that the sensor has two levels. */
const FLIPS_OF_A_FLIPPING_SENSOR = 2;

/** Before `state.last` is written over. */
export function noteJump(state: BinState, level: number, at: number, settings: BinSettings): void {
  forgetFlips(state, at, settings);
  const { last } = state;
  // After a long silence a big step is what one expects of an honest sensor.
  if (!last || at - last.at > settings.windowMs) return;
  const step = level - last.level;
  const isSudden =
    step > 0 ? step >= settings.spikeLevel + usualRise(state, at) : -step >= settings.spikeLevel;
  if (!isSudden) return;
  const jump: Jump = { from: last.level, to: level, at };
  if (state.jump && undoes(jump, state.jump, settings)) addFlip(state, state.jump, at);
  state.jump = jump;
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

function addFlip(state: BinState, undone: Jump, at: number): void {
  state.flips += 1;
  state.flipOrigin ??= undone.from;
  state.lastFlipAt = at;
  state.longestFlipMs = Math.max(state.longestFlipMs, at - undone.at);
  if (state.flips >= FLIPS_OF_A_FLIPPING_SENSOR) state.flippingSince ??= at;
}

function forgetFlips(state: BinState, at: number, { flipMemoryMs }: BinSettings): void {
  if (state.lastFlipAt === undefined || at - state.lastFlipAt <= flipMemoryMs) return;
  state.flips = 0;
  state.longestFlipMs = 0;
  state.lastFlipAt = undefined;
  state.flipOrigin = undefined;
  state.flippingSince = undefined;
}
