// A span of time in words, as exact as somebody needs who looks for a fault.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function spanText(spanMs: number): string {
  const ms = Math.abs(spanMs);
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

/** `iso` as the API gives it. */
export function agoText(iso: string, now: number): string {
  const sinceMs = now - Date.parse(iso);
  return sinceMs < SECOND_MS ? 'just now' : `${spanText(sinceMs)} ago`;
}
