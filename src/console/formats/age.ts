// How long ago, in the one unit that matters. Pure; `parts/age-text.vue` ticks.

export interface Age {
  unit: 'now' | 'minutes' | 'hours' | 'days';
  count: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below, hours and minutes are nearer to what people count with. */
const HOURS_UNTIL_DAYS = 48;

/** An instant ahead of `now`, by clocks that differ, is `now`. */
export function ageOf(sinceMs: number, nowMs: number): Age {
  const ms = Math.max(0, nowMs - sinceMs);
  if (ms < MINUTE_MS) return { unit: 'now', count: 0 };
  if (ms < HOUR_MS) return counted('minutes', ms, MINUTE_MS);
  if (ms < HOURS_UNTIL_DAYS * HOUR_MS) return counted('hours', ms, HOUR_MS);
  return counted('days', ms, DAY_MS);
}

function counted(unit: Age['unit'], ms: number, unitMs: number): Age {
  return { unit, count: Math.floor(ms / unitMs) };
}
