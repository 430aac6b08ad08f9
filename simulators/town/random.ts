// Chance that can be repeated: every draw hangs on a seed made of what it is for (town, station, minute, purpose),
// never on what was drawn before, so that a stopped town goes on exactly as one that never stopped.

/** 0 <= x < 1 */
export type Random = () => number;

/** A seed from words and numbers (FNV-1a over their text). */
export function seedOf(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return finalise(hash);
}

/** A seed from a seed and a number, cheap enough for every minute of every station. */
export function mixSeed(seed: number, salt: number): number {
  return finalise(seed ^ Math.imul(salt + 0x9e3779b9, 0x85ebca6b));
}

/** mulberry32: small, fast, and even enough for a town. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** Mean 0, deviation 1 (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** How many of something rare happen when `mean` of it are expected (Knuth; for means well below 10). */
export function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  let product = 1;
  do {
    count++;
    product *= random();
  } while (product > limit);
  return count;
}

/** One of `items`; the odds are those of `weights`, in the same order. Neither may be empty. */
export function pickWeighted<T>(random: Random, items: readonly T[], weights: readonly number[]): T {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return items[chosen < 0 ? items.length - 1 : chosen] as T;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function finalise(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
