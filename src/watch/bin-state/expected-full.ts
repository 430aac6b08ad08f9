// When a bin will be full, told by its own mean rate: what published forecasts hardly beat. Pure; times are ms since
// 1970 UTC, levels 0 empty .. 1 full.
import type { BinState } from './bin-state.ts';

const HOUR_MS = 3_600_000;

/** Level per hour; 0: unknown, or it does not fill. The long mean: an hour of rush would foretell a day of it. */
export function expectedRate({ meanRatePerHour, ratePerHour }: BinState): number {
  return Math.max(0, meanRatePerHour ?? ratePerHour ?? 0);
}

/** Undefined: nothing is known of it, it does not fill, or it is full. */
export function expectedFullAt(bin: BinState, fullLevel: number): number | undefined {
  const { cleanLevel, cleanAt } = bin;
  const rate = expectedRate(bin);
  if (cleanLevel === undefined || cleanAt === undefined || cleanLevel >= fullLevel || rate === 0)
    return undefined;
  return Math.round(cleanAt + ((fullLevel - cleanLevel) / rate) * HOUR_MS);
}
