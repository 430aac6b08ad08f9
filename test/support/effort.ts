// How hard the fault tests try: a quick tier in `npm test`, the full one with HUB_TEST_FULL=1. What is random comes
// from a seed that is printed.
import { full, seed } from './seed.ts';

/** A count for this tier. */
export function effort(counts: { quick: number; full: number }): number {
  return full ? counts.full : counts.quick;
}

/** Milliseconds for a test whose rounds take about so long each; generous, as machines are shared. */
export function timeFor(rounds: number, secondsEach: number): number {
  return 120_000 + rounds * secondsEach * 4_000;
}

/** Numbers in [0, 1) (mulberry32); says its seed. */
export function seededRandom(what: string): () => number {
  console.log(`${what}: HUB_TEST_SEED=${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
