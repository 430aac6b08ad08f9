// The Wilson score interval: how far a rate seen in n cases can be from the true one.

/** Two-sided 95 % quantile of the standard normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * 95 % interval of the proportion `successes / trials`, both within 0..1; undefined without trials.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927),
 * 209-212; without continuity correction. Unlike the textbook interval it holds for small n and rates near 0 or 1.
 */
export function wilsonInterval(successes: number, trials: number): [low: number, high: number] | undefined {
  if (trials <= 0) return undefined;
  const rate = successes / trials;
  const z2 = Z_95 ** 2;
  const centre = rate + z2 / (2 * trials);
  const half = Z_95 * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials ** 2));
  const scale = 1 + z2 / trials;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}
