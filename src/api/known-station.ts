// Which stations and areas the API can speak of: stations in service, and for their past those taken out of it.
import type { RegisteredStation, Registry } from '../registry/registry.ts';
import { notFound, type Problem } from './problem.ts';

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

/** The grids whose readings and alerts count for the area. */
export function gridsOfArea(registry: Registry, area: string): string[] {
  if (!registry.area(area)) throw notFound(`No area "${area}" is registered.`);
  return registry.gridsBelow(area);
}

function unknownStation(id: string): Problem {
  return notFound(`No station "${id}" is registered.`);
}
