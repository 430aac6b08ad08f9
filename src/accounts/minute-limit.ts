// So many requests a minute, spread or at once: a bucket that fills again evenly.

export interface MinuteLimit {
  /** Takes one; else whole milliseconds until there is one. */
  take(perMinute: number, now: number): { ok: true } | { ok: false; retryAfterMs: number };
}

const MINUTE_MS = 60_000;

export function createMinuteLimit(): MinuteLimit {
  let left: number | undefined;
  let filledAt = 0;
  return {
    take(perMinute, now) {
      const gained = (Math.max(0, now - filledAt) * perMinute) / MINUTE_MS;
      left = left === undefined ? perMinute : Math.min(perMinute, left + gained);
      filledAt = now;
      if (left < 1) return { ok: false, retryAfterMs: Math.ceil(((1 - left) * MINUTE_MS) / perMinute) };
      left -= 1;
      return { ok: true };
    },
  };
}
