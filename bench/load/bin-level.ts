// The level of a bin in an ordinary town, reading by reading: it would be full after a day of readings every ten
// minutes and is emptied at nine tenths; one reading in forty is a spike.
const READINGS_TO_FULL = 144;
const READINGS_TO_EMPTIED = 130;
const READINGS_TO_SPIKE = 40;

/** 0..1. `bin`: a number of its own, so that bins stand at all levels at any time. */
export function binLevel(bin: number, reading: number): number {
  if ((reading + 7 * bin) % READINGS_TO_SPIKE === 0) return 1;
  return ((reading + 17 * bin) % READINGS_TO_EMPTIED) / READINGS_TO_FULL;
}
