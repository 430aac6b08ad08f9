// Which stations the API can speak of: those in service, and for their past those taken out of it.
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

function unknownStation(id: string): Problem {
  return notFound(`No station "${id}" is registered.`);
}
