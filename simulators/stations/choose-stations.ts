// Which stations a run simulates, from what the command line names.
import type { FleetStation } from '../fleet/fleet.ts';
import { demoToken, readDemoStations, readStationsCsv, readTokensCsv } from './station-files.ts';
import { typicalStation } from './town-station.ts';

export interface StationChoice {
  /** The first so many; all, when absent. */
  count?: number | undefined;
  tokensFile?: string | undefined;
  stationsFile?: string | undefined;
  /** The demo's `stations.yaml`: taken when neither file is named. */
  demoFile: string;
  /** `id:token,id:token` for the demo's stations; those left out have their built-in one, good on loopback. */
  demoTokens?: string | undefined;
}

/** Throws when a file does not serve. */
export function chooseStations(choice: StationChoice): FleetStation[] {
  const stations =
    choice.tokensFile === undefined ? demoStations(choice) : stationsOf(choice.tokensFile, choice);
  const { count = stations.length } = choice;
  if (count <= stations.length) return stations.slice(0, count);
  const file = choice.tokensFile ?? choice.demoFile;
  throw new Error(
    `cannot simulate ${count} stations: ${file} knows ${stations.length}; ` +
      'make more with --make-stations and import them into the hub',
  );
}

function demoStations({ demoFile, demoTokens, stationsFile }: StationChoice): FleetStation[] {
  if (stationsFile !== undefined) {
    throw new Error(`cannot simulate the stations of ${stationsFile}: --tokens FILE is needed with it`);
  }
  const given = tokensById(demoTokens ?? '');
  return readDemoStations(demoFile).map((station) => ({
    station,
    token: given.get(station.id) ?? demoToken(station.id),
  }));
}

function tokensById(pairs: string): Map<string, string> {
  const split = pairs.split(',').map((pair) => pair.trim().split(':', 2));
  return new Map(split.map(([id = '', token = '']) => [id, token]));
}

function stationsOf(tokensFile: string, { stationsFile }: StationChoice): FleetStation[] {
  const tokens = readTokensCsv(tokensFile);
  if (stationsFile === undefined)
    return tokens.map(({ id, token }) => ({ station: typicalStation(id), token }));
  const known = new Map(readStationsCsv(stationsFile).map((station) => [station.id, station]));
  return tokens.map(({ id, token }) => {
    const station = known.get(id);
    if (station !== undefined) return { station, token };
    throw new Error(`cannot simulate ${id} of ${tokensFile}: ${stationsFile} does not name it`);
  });
}
