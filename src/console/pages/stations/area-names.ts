// Where the name of each area stands on the map: at the southern end of its stations, where it hides none of them, a list for
// each depth of the tree. Pure; it must not know the map.
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { AreaNode } from './matching-stations.ts';

export interface PlacedStation extends StationLevels {
  latitude: number;
  longitude: number;
}

export interface AreaName {
  area: string;
  name: string;
  latitude: number;
  longitude: number;
}

export function isPlaced(station: StationLevels): station is PlacedStation {
  return station.latitude !== undefined && station.longitude !== undefined;
}

/** The roots first, the grids last; an area that is not known is named by its id. */
export function areaNames(stations: readonly PlacedStation[], areas: readonly AreaNode[]): AreaName[][] {
  const known = new Map(areas.map((area) => [area.id, area]));
  const depths: Map<string, PlacedStation[]>[] = [];
  for (const station of stations) {
    for (const [depth, area] of pathTo(station.grid, known).entries()) {
      depths[depth] ??= new Map();
      const within = depths[depth].get(area);
      if (within) within.push(station);
      else depths[depth].set(area, [station]);
    }
  }
  return depths.map((byArea) =>
    [...byArea].map(([area, within]) => ({
      area,
      name: known.get(area)?.name ?? area,
      latitude: Math.min(...within.map(({ latitude }) => latitude)),
      longitude: mean(within.map(({ longitude }) => longitude)),
    })),
  );
}

/** From the root down. */
function pathTo(grid: string, known: ReadonlyMap<string, AreaNode>): string[] {
  const path: string[] = [];
  for (let area: string | undefined = grid; area !== undefined; area = known.get(area)?.parent)
    path.unshift(area);
  return path;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
