// How far the forecast of a bin was off: it is made again for each past hour, from what was known then, and compared
// with what came. Pure; the recipe is that of the hub: last level and the bin's own mean rate.
import type { LevelPoint } from './level-series.ts';

const HOUR_MS = 3_600_000;
/** Of so much past a rate can be told. */
const MIN_PAST_HOURS = 24;
/** Of fewer a mean says nothing. */
const MIN_FORECASTS = 30;
const FULL_LEVEL = 0.8;

export interface ForecastError {
  /** Mean of how far the level was off, 0..1. */
  mean: number;
  forecasts: number;
}

export interface BinPast {
  /** Of one bin, about one an hour, ascending. */
  points: readonly LevelPoint[];
  /** Milliseconds since 1970 UTC, ascending. */
  emptiedAt: readonly number[];
}

/** Undefined while there is not enough past to tell. Where a bin was emptied in between nothing was foretold. */
export function forecastError({ points, emptiedAt }: BinPast, aheadHours: number): ForecastError | undefined {
  const aheadMs = aheadHours * HOUR_MS;
  let [risen, hours, sum, forecasts] = [0, 0, 0, 0];
  let target = 0;
  for (const [place, point] of points.entries()) {
    const before = points[place - 1];
    if (before && !isBetween(emptiedAt, before.at, point.at)) {
      risen += Math.max(0, point.level - before.level);
      hours += (point.at - before.at) / HOUR_MS;
    }
    if (hours < MIN_PAST_HOURS || point.level >= FULL_LEVEL) continue;
    while (target < points.length && (points[target]?.at ?? 0) < point.at + aheadMs) target++;
    const then = points[target];
    if (!then || then.at - point.at > 1.5 * aheadMs || isBetween(emptiedAt, point.at, then.at)) continue;
    const foretold = Math.min(1, point.level + ((risen / hours) * (then.at - point.at)) / HOUR_MS);
    sum += Math.abs(foretold - then.level);
    forecasts++;
  }
  return forecasts < MIN_FORECASTS ? undefined : { mean: sum / forecasts, forecasts };
}

function isBetween(instants: readonly number[], from: number, to: number): boolean {
  return instants.some((at) => at > from && at <= to);
}
