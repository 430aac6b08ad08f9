// The figures of the wall: counts, the fullest bins, alerts by urgency, ratios of several areas added up. Pure.
import type { z } from 'zod';
import type { alertSchema } from '../../../api/alert-view.ts';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { STREAMS, type Stream } from '../../../model/stream.ts';

export type AlertView = z.infer<typeof alertSchema>;

/** As alerts do by default. */
export const FULL_LEVEL = 0.8;

export interface TownCounts {
  stations: number;
  online: number;
  offline: number;
  bins: number;
  full: number;
  /** Bins of which no level is known: they may be full as well. */
  unknown: number;
}

export function countTown(stations: Iterable<StationLevels>): TownCounts {
  const counts = { stations: 0, online: 0, offline: 0, bins: 0, full: 0, unknown: 0 };
  for (const { state, bins } of stations) {
    counts.stations++;
    if (state === 'online') counts.online++;
    if (state === 'offline') counts.offline++;
    counts.bins += bins.length;
    for (const { level } of bins) {
      if (level === undefined) counts.unknown++;
      else if (level >= FULL_LEVEL) counts.full++;
    }
  }
  return counts;
}

export interface FullBin {
  station: StationLevels;
  bin: StationLevels['bins'][number];
  level: number;
}

/** Fullest first; of two that are equal, the one that was emptied longer ago. */
export function fullestBins(stations: Iterable<StationLevels>, count: number): FullBin[] {
  const all: FullBin[] = [];
  for (const station of stations)
    for (const bin of station.bins) if (bin.level !== undefined) all.push({ station, bin, level: bin.level });
  all.sort(
    (a, b) =>
      b.level - a.level ||
      (a.bin.emptiedAt ?? '').localeCompare(b.bin.emptiedAt ?? '') ||
      a.station.id.localeCompare(b.station.id),
  );
  return all.slice(0, count);
}

/** Longest first. */
export function offlineStations(stations: Iterable<StationLevels>): StationLevels[] {
  return [...stations]
    .filter(({ state }) => state === 'offline')
    .sort((a, b) => a.since.localeCompare(b.since));
}

const URGENCY: Readonly<Record<AlertView['severity'], number>> = { critical: 0, warning: 1, notice: 2 };

/** The gravest first, of those the oldest. What another alert says already is left out, and what is silenced. */
export function byUrgency(alerts: Iterable<AlertView>): AlertView[] {
  return [...alerts]
    .filter(({ hiddenBy, silencedBy }) => hiddenBy === undefined && silencedBy === undefined)
    .sort((a, b) => URGENCY[a.severity] - URGENCY[b.severity] || a.since.localeCompare(b.since));
}

export interface Ratio {
  numerator: number;
  denominator: number;
}

/** Of several areas at once; without a rate while nothing is due. */
export function addRatios(ratios: readonly Ratio[]): Ratio & { rate: number | undefined } {
  const sum = (key: keyof Ratio) => ratios.reduce((total, ratio) => total + ratio[key], 0);
  const [numerator, denominator] = [sum('numerator'), sum('denominator')];
  return { numerator, denominator, rate: denominator === 0 ? undefined : numerator / denominator };
}

export interface StreamDeposits {
  stream: Stream;
  dropOffs: number;
  weightKg: number;
}

/** A row for each stream, in the order in which streams are always shown. */
export function addDeposits(areas: readonly (readonly StreamDeposits[])[]): StreamDeposits[] {
  return STREAMS.map((stream) => {
    const rows = areas.flat().filter((row) => row.stream === stream);
    return {
      stream,
      dropOffs: rows.reduce((sum, row) => sum + row.dropOffs, 0),
      weightKg: rows.reduce((sum, row) => sum + row.weightKg, 0),
    };
  });
}
