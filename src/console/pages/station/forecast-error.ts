// How far the forecast of a bin was off: it is made again for each past hour, from what was known then, and compared
// with what came. Pure; the recipe is that of the hub: last level and the bin's own mean rate.
import type { LevelPoint } from './level-series.ts';

const HOUR_MS = 3_600_000;
/** Of so much past a rate can be told. */
const MIN_PAST_HOURS = 24;
/** Of fewer a mean says nothing. */
const MIN_FORECASTS = 30;
const FULL_LEVEL = 0.8;
/** The share that an older filling keeps with each newer one. */
const MEMORY = 0.8;

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
  let [sum, forecasts, target] = [0, 0, 0];
  const filling = new MeanFilling();
  for (const [place, point] of points.entries()) {
    const before = points[place - 1];
    filling.note(point, !before || isBetween(emptiedAt, before.at, point.at));
    if (filling.hours < MIN_PAST_HOURS || point.level >= FULL_LEVEL) continue;
    while (target < points.length && (points[target]?.at ?? 0) < point.at + aheadMs) target++;
    const then = points[target];
    if (!then || then.at - point.at > 1.5 * aheadMs || isBetween(emptiedAt, point.at, then.at)) continue;
    const foretold = Math.min(1, point.level + (filling.ratePerHour * (then.at - point.at)) / HOUR_MS);
    sum += Math.abs(foretold - then.level);
    forecasts++;
  }
  return forecasts < MIN_FORECASTS ? undefined : { mean: sum / forecasts, forecasts };
}

/** The bin's own mean rate as the hub keeps it: the net rise of each filling, the older the lighter, none at the rim. */
class MeanFilling {
  #before = { risen: 0, hours: 0 };
  #start: LevelPoint | undefined;
  #now = { risen: 0, hours: 0 };

  get hours(): number {
    return this.#before.hours + this.#now.hours;
  }

  get ratePerHour(): number {
    return (this.#before.risen + Math.max(0, this.#now.risen)) / this.hours;
  }

  note(point: LevelPoint, isFirst: boolean): void {
    if (isFirst || !this.#start) {
      this.#before = {
        risen: this.#before.risen * MEMORY + Math.max(0, this.#now.risen),
        hours: this.#before.hours * MEMORY + this.#now.hours,
      };
      this.#start = point;
      this.#now = { risen: 0, hours: 0 };
      return;
    }
    if (this.#start.level + this.#now.risen >= FULL_LEVEL && point.level >= FULL_LEVEL) return;
    this.#now = {
      risen: point.level - this.#start.level,
      hours: (point.at - this.#start.at) / HOUR_MS,
    };
  }
}

function isBetween(instants: readonly number[], from: number, to: number): boolean {
  return instants.some((at) => at > from && at <= to);
}
