// What watch is told of the stations and areas in the registry: all at its start, then those that change.
import type { RegisteredStation, Registry } from '../registry/registry.ts';
import type { AreaFacts, StationFacts, TownChange } from '../watch/station-facts.ts';

type Known = Pick<Registry, 'station' | 'stations' | 'areas'>;

export function wholeTown(registry: Known): TownChange {
  return { changed: registry.stations().map(toFacts), removed: [], areas: areasOf(registry) };
}

/** No ids: the areas have changed. */
export function townChange(registry: Known, stationIds: readonly string[]): TownChange {
  if (stationIds.length === 0) return { changed: [], removed: [], areas: areasOf(registry) };
  const found = stationIds.flatMap((id) => registry.station(id) ?? []);
  const removed = stationIds.filter((id) => registry.station(id) === undefined);
  return { changed: found.map(toFacts), removed };
}

function areasOf(registry: Known): AreaFacts[] {
  return registry.areas().map(({ declared: _, ...area }) => area);
}

function toFacts({ binsById: _, declared: __, ...station }: RegisteredStation): StationFacts {
  return station;
}
