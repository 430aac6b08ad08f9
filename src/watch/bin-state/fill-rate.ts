// How fast a bin fills: since it was emptied, and its own mean over the long run. A full bin shows no more rise, so
// time at the rim counts for neither.
import type { BinState } from './bin-state.ts';
import type { BinSettings } from './settings.ts';

const HOUR_MS = 3_600_000;
/** Less time than this says nothing of a rate. */
const MIN_HOURS = 1;
/** A bin at times fills so much faster than on the mean. */
const HASTE = 2;

/** With each reading that agrees with the clean level, which it has set. */
export function noteFilling(state: BinState, level: number, at: number, settings: BinSettings): void {
  const { filling } = state;
  if (!filling) {
    state.filling = { since: at, from: level, risen: 0, hours: 0 };
    return;
  }
  if (filling.from + filling.risen >= settings.fullLevel && level >= settings.fullLevel) return;
  filling.risen = level - filling.from;
  filling.hours = Math.max(0, at - filling.since) / HOUR_MS;
  updateRates(state, filling.risen, filling.hours);
}

/** The bin was emptied: what it filled until then goes into its long-run mean. */
export function startFilling(state: BinState, level: number, at: number, settings: BinSettings): void {
  const { filling, filledBefore } = state;
  if (filling && filling.hours >= MIN_HOURS) {
    filledBefore.risen = filledBefore.risen * settings.fillingMemory + Math.max(0, filling.risen);
    filledBefore.hours = filledBefore.hours * settings.fillingMemory + filling.hours;
  }
  state.filling = { since: at, from: level, risen: 0, hours: 0 };
  state.ratePerHour = undefined;
}

/** By how much the bin may well have filled since its last reading: after a gap, a big step up is no wonder. */
export function usualRise({ last, meanRatePerHour = 0 }: BinState, at: number): number {
  if (!last) return 0;
  return (HASTE * meanRatePerHour * Math.max(0, at - last.at)) / HOUR_MS;
}

function updateRates(state: BinState, risen: number, hours: number): void {
  if (hours >= MIN_HOURS) state.ratePerHour = Math.max(0, risen / hours);
  const { filledBefore } = state;
  const allHours = filledBefore.hours + hours;
  if (allHours >= MIN_HOURS) {
    state.meanRatePerHour = Math.max(0, (filledBefore.risen + Math.max(0, risen)) / allHours);
  }
}
