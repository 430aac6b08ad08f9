// Which stations, areas and alerts the API can speak of: stations in service, and for their past those taken out of it; to each
// only those in sight. What is in the path was checked before (access/authorize.ts).
import type { RegisteredStation, Registry } from '../registry/registry.ts';
import type { Sight } from './access/sight.ts';
import { notFound, Problem } from './problem.ts';

export function requireStation(registry: Registry, id: string): RegisteredStation {
  const station = registry.station(id);
  if (!station) throw unknownStation(id);
  return station;
}

export function requirePastStation(registry: Registry, id: string): RegisteredStation {
  const station = registry.station(id) ?? registry.formerStation(id);
  if (!station) throw unknownStation(id);
  return station;
}

/** Of a query or a body. */
export function requireStationInSight(registry: Registry, sees: Sight, id: string): RegisteredStation {
  const station = requireStation(registry, id);
  if (!sees.grid(station.grid)) throw unknownStation(id);
  return station;
}

/** The grids whose readings and alerts count for the area. */
export function gridsOfArea(registry: Registry, area: string): string[] {
  if (!registry.area(area)) throw unknownArea(area);
  return registry.gridsBelow(area);
}

/** Of an area in a query or a body; of none: all in sight. Undefined: all there are. */
export function gridsInSight(
  registry: Registry,
  sees: Sight,
  area: string | undefined,
): string[] | undefined {
  if (area === undefined) return sees.grids();
  if (!sees.grid(area)) throw unknownArea(area);
  return gridsOfArea(registry, area);
}

export function unknownArea(id: string): Problem {
  return notFound(`No area "${id}" is registered.`);
}

export function unknownAlert(id: string): Problem {
  return new Problem('unknown-alert', {
    detail: `Neither the watch nor the history has ${id.slice(0, 160)}.`,
  });
}

export function unknownStation(id: string): Problem {
  return notFound(`No station "${id}" is registered.`);
}
