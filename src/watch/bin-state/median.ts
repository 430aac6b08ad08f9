// The middle of a few levels. Pure.

/** Of an even number of levels the one of the two middle ones that is nearer to `near`; of none, `near`. */
export function medianOf(levels: readonly number[], near: number): number {
  const sorted = levels.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? near;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[(sorted.length >> 1) - 1] ?? near;
  return Math.abs(lower - near) < Math.abs(upper - near) ? lower : upper;
}
