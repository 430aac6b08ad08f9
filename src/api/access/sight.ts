// How far somebody sees: the whole town, or an area with everything below it. What is beyond is as if it did not exist.
import type { Requester } from '../../accounts/accounts.ts';
import type { Registry } from '../../registry/registry.ts';

export interface Sight {
  /** Absent: the whole town, or nothing. */
  readonly area?: string | undefined;
  /** Of areas, grids and what lies in them. */
  grid(grid: string): boolean;
  /** Undefined: all. */
  grids(): string[] | undefined;
  /** In service or formerly; an unknown station only who sees all does. */
  station(id: string): boolean;
}

type Places = Pick<Registry, 'gridsBelow' | 'station' | 'formerStation'>;

/** Of nobody: nothing. */
export function createSight(requester: Requester | undefined, places: Places): Sight {
  if (requester && requester.area === undefined)
    return { grid: () => true, grids: () => undefined, station: () => true };
  const area = requester?.area;
  // Asked for each station of a list: the tree is walked once a request.
  let known: Set<string> | undefined;
  const grids = () => {
    known ??= new Set(area === undefined ? [] : places.gridsBelow(area));
    return known;
  };
  return {
    area,
    grid: (grid) => grids().has(grid),
    grids: () => [...grids()],
    station(id) {
      const station = places.station(id) ?? places.formerStation(id);
      return station !== undefined && grids().has(station.grid);
    },
  };
}
