// The configuration of a hub for the benchmark: a town of declared stations with four bins each, all settings default.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS } from '../../src/model/stream.ts';
import type { LoadStation } from '../load/plan.ts';

export const TOWN = 'town';
export const BINS_PER_STATION = STREAMS.length;
const STATIONS_PER_GRID = 25;

export function createStations(count: number): LoadStation[] {
  return Array.from({ length: count }, (_, number) => ({
    id: stationId(number),
    token: randomBytes(32).toString('base64url'),
  }));
}

/** Stations are numbered from 0. */
export function stationId(stationNumber: number): string {
  return `bench-${String(stationNumber + 1).padStart(5, '0')}`;
}

export function gridOf(stationNumber: number): string {
  return `grid-${Math.floor(stationNumber / STATIONS_PER_GRID) + 1}`;
}

/** JSON is YAML. */
export function writeHubConfig(folder: string, stations: readonly LoadStation[], watch: boolean): void {
  const grids = [...new Set(stations.map((_, number) => gridOf(number)))];
  const areas = [{ id: TOWN, name: 'Benchmark' }, ...grids.map((id) => ({ id, name: id, parent: TOWN }))];
  const declared = stations.map(({ id, token }, number) => ({
    id,
    name: id,
    grid: gridOf(number),
    bins: STREAMS.map((stream) => `${stream}:240:1100`).join('|'),
    tokenSha256: createHash('sha256').update(token).digest('hex'),
  }));
  writeFileSync(
    join(folder, 'hub.yaml'),
    JSON.stringify({ http: { openOnLoopback: true }, watch: { enabled: watch } }),
  );
  writeFileSync(join(folder, 'stations.yaml'), JSON.stringify({ areas, stations: declared }));
}
