// Where there is room instead: the nearest stations that are open now and can take more of the stream.
import { distanceM, isPlace } from '../../model/distance.ts';
import type { OpeningWindow, Station } from '../../model/station.ts';
import { zoneOffsetMs } from '../../model/zone.ts';
import type { AdvisorySettings, Alternative } from './advisory.ts';

/** More do not fit into a message. */
const MAX_ALTERNATIVES = 3;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

type Candidate = Pick<Station, 'id' | 'name' | 'latitude' | 'longitude' | 'zone' | 'openingHours'>;

export interface AlternativesQuestion {
  /** Where the way begins. */
  from: Candidate;
  stations: Iterable<Candidate>;
  /** Litres of room for the stream; asked of the nearest first, and of no more than are needed. */
  freeLitres: (station: string) => number;
  settings: Pick<AdvisorySettings, 'maxDistanceM' | 'minFreeLitres'>;
  now: number;
}

/** None where the place of `from` is not known. */
export function findAlternatives(question: AlternativesQuestion): Alternative[] {
  const { freeLitres, settings, now } = question;
  const found: Alternative[] = [];
  for (const { station, distance } of nearestFirst(question)) {
    if (found.length === MAX_ALTERNATIVES) break;
    if (!isOpen(station, now)) continue;
    const litres = Math.floor(freeLitres(station.id) / 10) * 10;
    if (litres < settings.minFreeLitres) continue;
    const { id, name } = station;
    found.push({ station: id, name, distanceM: Math.round(distance / 10) * 10, freeLitres: litres });
  }
  return found;
}

function nearestFirst({ from, stations, settings }: AlternativesQuestion) {
  const near: { station: Candidate; distance: number }[] = [];
  if (!isPlace(from)) return near;
  for (const station of stations) {
    if (station.id === from.id || !isPlace(station)) continue;
    const distance = distanceM(from, station);
    if (distance <= settings.maxDistanceM) near.push({ station, distance });
  }
  return near.sort((a, b) => a.distance - b.distance || (a.station.id < b.station.id ? -1 : 1));
}

/** Without hours it is always open. */
function isOpen({ zone, openingHours }: Candidate, now: number): boolean {
  if (openingHours === undefined) return true;
  const minute = Math.floor((now + zoneOffsetMs(zone, now)) / MINUTE_MS) % DAY_MINUTES;
  return openingHours.some((window) => isWithin(window, minute));
}

/** A window whose end is not behind its beginning ends on the next day. */
function isWithin({ from, to }: OpeningWindow, minute: number): boolean {
  const start = minutesOf(from);
  const end = minutesOf(to);
  return start < end ? minute >= start && minute < end : minute >= start || minute < end;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
