// A CSV of invented stations, to be imported into a hub before they are simulated. The same numbers give the same
// file.
import { between, createRandom, round, seedOf } from '../town/random.ts';

export interface StationsRequest {
  count: number;
  /** Ids of areas that the hub knows; the stations are spread over them. */
  grids: readonly string[];
  seed: number;
}

/** The town of Tushan, about four kilometres across. */
const CENTRE = { latitude: 29.548, longitude: 106.598 };
const SPREAD_DEGREES = 0.02;

const COLUMNS = 'id,name,grid,latitude,longitude,bins,households';

export function makeStationsCsv({ count, grids, seed }: StationsRequest): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const id = `SIM-${String(index + 1).padStart(5, '0')}`;
    const random = createRandom(seedOf(seed, id));
    const latitude = round(CENTRE.latitude + between(random, -SPREAD_DEGREES, SPREAD_DEGREES), 6);
    const longitude = round(CENTRE.longitude + between(random, -SPREAD_DEGREES, SPREAD_DEGREES), 6);
    const households = Math.round(between(random, 80, 260));
    const name = `模拟站 ${index + 1}`;
    const grid = grids[index % grids.length];
    return [id, name, grid, latitude, longitude, binsOf(households), households].join(',');
  });
  return `${[COLUMNS, ...rows].join('\n')}\n`;
}

/** The first of each stream is what is assumed of a station that only a token is known of. */
function binsOf(households: number): string {
  const more = households > 180 ? '|food:240:1100|residual:240:1100' : '';
  return `food:240:1100|residual:240:1100|recyclable:240:1100|hazardous:120:900${more}`;
}
