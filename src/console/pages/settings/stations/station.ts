// A station as the registry tells it, and the tokens that are told once.
import type { Stream } from '../../../parts/stream.ts';

export interface Bin {
  id: string;
  stream: Stream;
  litres: number;
  depthMm?: number;
}

export interface Station {
  id: string;
  name: string;
  grid: string;
  latitude?: number;
  longitude?: number;
  zone: string;
  reportingMinutes: number;
  households?: number;
  openingHours?: { from: string; to: string }[];
  collectionTimes?: string[];
  inServiceFrom?: string;
  /** Comes from config/stations.yaml, where alone it can be changed. */
  declared: boolean;
  bins: Bin[];
}

export interface IssuedToken {
  stationId: string;
  token: string;
}

export function stationPath(id: string, rest = ''): string {
  return `/api/v1/stations/${encodeURIComponent(id)}${rest}`;
}

/**
 * As `dropoff-hub station import --tokens-out` writes it. Ids and tokens are letters, digits, `_` and `-` by their
 * grammar: nothing in them can be a formula.
 */
export function tokensCsv(tokens: readonly IssuedToken[]): string {
  return tokens.map(({ stationId, token }) => `${stationId},${token}\n`).join('');
}

/** Those whose id or name holds the text, without regard to case. */
export function matchingStations(stations: readonly Station[], text: string): Station[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...stations];
  return stations.filter(
    ({ id, name }) => id.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted),
  );
}
