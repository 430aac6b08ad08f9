// What will be full within a horizon and where to go first (收运计划): by urgency, and by a driving order. Pure; it must
// not know how levels come about. Times are ms since 1970 UTC, levels 0 empty .. 1 full.
import { isPlace } from '../../model/distance.ts';
import type { Bin, Station } from '../../model/station.ts';
import type { Stream } from '../../model/stream.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import { expectedRate } from '../bin-state/expected-full.ts';
import { drivingOrder } from './driving-order.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FULL = 1;

export interface PlanQuestion {
  now: number;
  horizonHours: number;
  /** Only bins of this stream: a truck takes one. */
  stream?: Stream | undefined;
  /** From this level on a bin is full. */
  fullLevel: number;
  /** A level older than so many reporting periods is told as such: it says what was, not what is. */
  freshPeriods: number;
}

type PlannedStation = Pick<
  Station,
  'id' | 'name' | 'grid' | 'latitude' | 'longitude' | 'bins' | 'reportingMinutes'
>;

export interface DueBin {
  binId: string;
  stream: Stream;
  /** Last clean level. */
  level: number;
  levelAt: number;
  /** The level is too old to be sure. */
  stale: boolean;
  /** Expected by the bin's own mean rate; `now` or before: it is full. */
  fullAt: number;
  /** In it now, and to be expected at the end of the horizon. */
  litresNow: number;
  litresAtHorizon: number;
}

export interface Stop {
  station: string;
  name: string;
  grid: string;
  latitude?: number | undefined;
  longitude?: number | undefined;
  /** The earliest of its bins. */
  fullAt: number;
  /** The most urgent first. */
  bins: DueBin[];
  litresNow: number;
  litresAtHorizon: number;
  /** 1: the most urgent. */
  urgencyRank: number;
  /** 1: the first to drive to; absent where its place is not known. */
  drivingRank?: number;
  /** From the stop before in the driving order, as the crow flies; absent at the first. */
  legM?: number;
}

export interface CollectionPlan {
  /** The most urgent first. */
  stops: Stop[];
  /** Sum of the legs as the crow flies: roads are longer. */
  distanceM: number;
  /** Bins of which no level is known: they may be full as well. */
  unknownBins: { station: string; binId: string; stream: Stream }[];
}

export function planCollection(
  stations: Iterable<PlannedStation>,
  stateOf: (station: string, binId: string) => BinState | undefined,
  question: PlanQuestion,
): CollectionPlan {
  const stops: Stop[] = [];
  const unknownBins: CollectionPlan['unknownBins'] = [];
  for (const station of stations) {
    const due: DueBin[] = [];
    for (const bin of station.bins) {
      if (question.stream !== undefined && bin.stream !== question.stream) continue;
      const state = stateOf(station.id, bin.id);
      const level = state?.cleanLevel;
      if (state === undefined || level === undefined) {
        unknownBins.push({ station: station.id, binId: bin.id, stream: bin.stream });
        continue;
      }
      const last = { level, at: state.cleanAt ?? question.now, rate: expectedRate(state) };
      const found = dueBin(bin, last, question);
      if (found) due.push({ ...found, stale: isStale(last.at, station, question) });
    }
    if (due.length > 0) stops.push(stopOf(station, due));
  }
  stops.sort(byUrgency(question.now));
  for (const [place, stop] of stops.entries()) stop.urgencyRank = place + 1;
  return { stops, distanceM: rankByWay(stops), unknownBins };
}

/** Of those that are full, the one with most in it. */
function byUrgency(now: number): (a: Stop, b: Stop) => number {
  return (a, b) =>
    Math.max(a.fullAt, now) - Math.max(b.fullAt, now) ||
    b.litresNow - a.litresNow ||
    (a.station < b.station ? -1 : 1);
}

interface LastLevel {
  level: number;
  at: number;
  /** Level per hour. */
  rate: number;
}

function isStale(
  at: number,
  { reportingMinutes }: PlannedStation,
  { now, freshPeriods }: PlanQuestion,
): boolean {
  return now - at > freshPeriods * reportingMinutes * MINUTE_MS;
}

/** Undefined when it is not full and will not be within the horizon. */
function dueBin(
  { id, stream, litres }: Bin,
  { level, at, rate }: LastLevel,
  { now, horizonHours, fullLevel }: PlanQuestion,
): Omit<DueBin, 'stale'> | undefined {
  const levelThen = (then: number) => Math.min(FULL, level + (rate * Math.max(0, then - at)) / HOUR_MS);
  const until = now + horizonHours * HOUR_MS;
  if (levelThen(until) < fullLevel) return undefined;
  return {
    binId: id,
    stream,
    level,
    levelAt: at,
    fullAt: level >= fullLevel ? at : Math.round(at + ((fullLevel - level) / rate) * HOUR_MS),
    litresNow: Math.round(litres * levelThen(now)),
    litresAtHorizon: Math.round(litres * levelThen(until)),
  };
}

function stopOf({ id, name, grid, latitude, longitude }: PlannedStation, due: DueBin[]): Stop {
  const bins = due.sort((a, b) => a.fullAt - b.fullAt || (a.binId < b.binId ? -1 : 1));
  const sum = (litres: (bin: DueBin) => number) => bins.reduce((total, bin) => total + litres(bin), 0);
  return {
    station: id,
    name,
    grid,
    latitude,
    longitude,
    fullAt: bins[0]?.fullAt ?? Number.POSITIVE_INFINITY,
    bins,
    litresNow: sum(({ litresNow }) => litresNow),
    litresAtHorizon: sum(({ litresAtHorizon }) => litresAtHorizon),
    urgencyRank: 0,
  };
}

/** Begins at the most urgent stop. Gives the length of the way. */
function rankByWay(stops: readonly Stop[]): number {
  let distance = 0;
  for (const [place, { stop, legM }] of drivingOrder(stops.filter(isPlaced)).entries()) {
    stop.drivingRank = place + 1;
    if (place > 0) stop.legM = Math.round(legM);
    distance += legM;
  }
  return Math.round(distance);
}

function isPlaced(stop: Stop): stop is Stop & { latitude: number; longitude: number } {
  return isPlace(stop);
}
