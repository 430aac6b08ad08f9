// The figures of the wall that are true now: counts, the fullest bins, what is offline. Pure.
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { AreaNode } from '../stations/matching-stations.ts';

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

/** What is shown when no area is asked: the roots of what one sees, whose parents one does not. */
export function areaRoots(areas: readonly AreaNode[], asked: string | undefined): AreaNode[] {
  if (asked !== undefined) return areas.filter(({ id }) => id === asked);
  const seen = new Set(areas.map(({ id }) => id));
  return areas.filter(({ parent }) => parent === undefined || !seen.has(parent));
}
