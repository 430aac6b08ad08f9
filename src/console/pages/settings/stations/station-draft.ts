// A station while it is typed in: everything is text until it is sent. Pure; what the fields must be, the hub says.
import type { Stream } from '../../../parts/stream.ts';
import type { Station } from './station.ts';

export interface BinDraft {
  /** Empty: the hub gives one. */
  id: string;
  stream: Stream;
  litres: string;
  depthMm: string;
}

export interface StationDraft {
  id: string;
  name: string;
  grid: string;
  bins: BinDraft[];
  latitude: string;
  longitude: string;
  reportingMinutes: string;
  households: string;
  /** `06:30-09:00|18:00-21:00` */
  openingHours: string;
  /** `07:00|19:30` */
  collectionTimes: string;
  inServiceFrom: string;
  zone: string;
}

export const STATION_FIELDS = [
  'id',
  'name',
  'grid',
  'bins',
  'latitude',
  'longitude',
  'reportingMinutes',
  'households',
  'openingHours',
  'collectionTimes',
  'inServiceFrom',
  'zone',
] as const satisfies readonly (keyof StationDraft)[];

export function newBin(stream: Stream): BinDraft {
  return { id: '', stream, litres: '240', depthMm: '' };
}

/** A station of the four streams, as most are. */
export function newDraft(id = ''): StationDraft {
  return {
    id,
    name: '',
    grid: '',
    bins: [newBin('food'), newBin('residual'), newBin('recyclable'), newBin('hazardous')],
    latitude: '',
    longitude: '',
    reportingMinutes: '',
    households: '',
    openingHours: '',
    collectionTimes: '',
    inServiceFrom: '',
    zone: '',
  };
}

export function draftOf(station: Station): StationDraft {
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value));
  return {
    id: station.id,
    name: station.name,
    grid: station.grid,
    bins: station.bins.map(({ id, stream, litres, depthMm }) => ({
      ...{ id, stream, litres: text(litres), depthMm: text(depthMm) },
    })),
    latitude: text(station.latitude),
    longitude: text(station.longitude),
    reportingMinutes: text(station.reportingMinutes),
    households: text(station.households),
    openingHours: (station.openingHours ?? []).map(({ from, to }) => `${from}-${to}`).join('|'),
    collectionTimes: (station.collectionTimes ?? []).join('|'),
    inServiceFrom: text(station.inServiceFrom),
    zone: station.zone,
  };
}

/** For the API: what was left empty is not sent, what is no number goes as it was typed and is judged there. */
export function stationInput(draft: StationDraft): Record<string, unknown> {
  const { id, name, grid, bins, openingHours, collectionTimes, inServiceFrom, zone } = draft;
  const numbers = ['latitude', 'longitude', 'reportingMinutes', 'households'] as const;
  const given = numbers.flatMap((field) => {
    const value = numberOf(draft[field]);
    return value === undefined ? [] : [[field, value] as const];
  });
  return {
    ...{ id: id.trim(), name: name.trim(), grid, bins: bins.map(binInput) },
    ...Object.fromEntries(given),
    ...(openingHours.trim() && { openingHours: parts(openingHours).map(windowOf) }),
    ...(collectionTimes.trim() && { collectionTimes: parts(collectionTimes) }),
    ...(inServiceFrom && { inServiceFrom }),
    ...(zone.trim() && { zone: zone.trim() }),
  };
}

function binInput({ id, stream, litres, depthMm }: BinDraft): Record<string, unknown> {
  const depth = numberOf(depthMm);
  return {
    ...(id && { id }),
    stream,
    litres: numberOf(litres),
    ...(depth !== undefined && { depthMm: depth }),
  };
}

function numberOf(text: string): number | string | undefined {
  const trimmed = String(text).trim();
  if (trimmed === '') return undefined;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function parts(text: string): string[] {
  return text.split('|').map((part) => part.trim());
}

function windowOf(text: string): { from: string; to: string } {
  const [from = '', to = ''] = text.split('-').map((time) => time.trim());
  return { from, to };
}
