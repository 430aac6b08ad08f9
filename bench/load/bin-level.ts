// The level of a bin in an ordinary town: it would be full after a day of readings every ten minutes and is emptied at
// nine tenths; one reading in forty is a spike.
const READINGS_TO_FULL = 144;
const READINGS_TO_EMPTIED = 130;
const READINGS_TO_SPIKE = 40;
/** What a sensor's value wavers by. */
const NOISE = [0, 0.004, -0.003, 0.001, -0.004, 0.003, -0.001];

/** 0..1, in thousandths as stations say it. `bin`: a number of its own, so that bins stand at all levels at any time. */
export function binLevel(bin: number, reading: number): number {
  if (isSpike(bin, reading)) return 1;
  const share = ((reading + 17 * bin) % READINGS_TO_EMPTIED) / READINGS_TO_FULL;
  return Math.round(share * 1_000) / 1_000;
}

/** The same where a day's readings come within a second: the level has no time to rise. */
export function standingLevel(bin: number, reading: number): number {
  if (isSpike(bin, reading)) return 1;
  return Math.max(0, binLevel(bin, 0) + (NOISE[reading % NOISE.length] ?? 0));
}

function isSpike(bin: number, reading: number): boolean {
  return reading > 0 && (reading + 7 * bin) % READINGS_TO_SPIKE === 0;
}
