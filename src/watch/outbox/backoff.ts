// When a failed delivery is tried again: soon at first, then ever less often.

const FIRST_MS = 5_000;
const LONGEST_MS = 10 * 60_000;

/** `attempts`: that failed, from 1. `draw`: 0..1, spreads those that failed together. */
export function retryDelayMs(attempts: number, draw: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(full * (0.75 + 0.25 * draw));
}
