// A few days of a small town as the journal would hold them: deposits, levels, vitals, emptyings, events, presence,
// what the hub concluded from them, and what it says of itself. The same seed gives the same days.

import { randomFrom } from '../../src/history/readings.test-support.ts';
import type { AlertEvent } from '../../src/model/alert-event.ts';
import type { DerivedEntry, Entry } from '../../src/model/entry.ts';
import { HEALTH_FIELDS, type Health } from '../../src/model/health.ts';
import type { BinLevel, DropOff, FillLevel, Stamp } from '../../src/model/reading.ts';
import { STREAMS } from '../../src/model/stream.ts';

export interface TownDays {
  /** Of the last entry. */
  until: number;
  days: number;
  stations: number;
  /** Between two reports of a station's levels. */
  reportMinutes: number;
  depositsPerHour: number;
  /** What the hub says of itself, every 15 s up to the end. */
  healthHours: number;
}

export const TOWN_DAYS = { days: 3, stations: 6, reportMinutes: 30, depositsPerHour: 4, healthHours: 2 };
export const GRIDS = ['grid-1', 'grid-2', 'grid-3'];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS_TO_FULL = 30;

export function stationName(number: number): string {
  return `TS-${String(number).padStart(3, '0')}`;
}

/** In the order of their times of arrival, station by station. */
export function townEntries(town: TownDays): Entry[] {
  const stations = Array.from({ length: town.stations }, (_, index) => stationEntries(town, index + 1));
  return [...stations.flat(), ...healthEntries(town)];
}

function stationEntries(town: TownDays, number: number): Entry[] {
  const random = randomFrom(number);
  const station = stationName(number);
  const grid = GRIDS[(number - 1) % GRIDS.length] ?? '';
  const from = town.until - town.days * 24 * HOUR_MS;
  let seq = 0;
  const stamp = (at: number): Stamp => {
    seq += 1;
    return { station, bootId: `boot-${number}`, seq, grid, at, timeSource: 'station', receivedAt: at + 180 };
  };
  const entries: Entry[] = [presence(station, grid, from, 'online')];

  for (let at = from; at < town.until; at += town.reportMinutes * MINUTE_MS) {
    entries.push(levels(stamp(at), (at - town.until) / HOUR_MS - number * 4, random));
    const deposits = Math.round((town.depositsPerHour * town.reportMinutes) / 60);
    for (let count = 0; count < deposits; count++) {
      const later = Math.floor(random() * town.reportMinutes * MINUTE_MS);
      entries.push(deposit(stamp(Math.min(at + later, town.until)), random));
    }
  }
  for (const stream of STREAMS) {
    entries.push({
      type: 'emptied',
      ...stamp(town.until - 12 * HOUR_MS),
      binId: `${stream}-1`,
      stream,
      operator: 'W-7',
    });
  }
  entries.push(...concluded(town, station, grid));
  entries.push({
    type: 'event',
    ...stamp(town.until - 2 * HOUR_MS),
    kind: 'smoke',
    phase: 'raised',
    code: 'S2',
    detail: '烟感报警',
  });
  // The odd ones are away at the end.
  if (number % 2 === 1) entries.push(presence(station, grid, town.until - HOUR_MS, 'offline'));
  return entries;
}

/** Fills over a day and more and is emptied; every twentieth reading is out of range. */
function levels(stamp: Stamp, hours: number, random: () => number): FillLevel {
  const bins = STREAMS.map((stream, index): BinLevel => {
    const level = share(hours + index * 3);
    const isWrong = random() < 0.05;
    const fillLevel = isWrong ? 1.8 : Math.round(Math.min(1, level + random() * 0.02) * 1_000) / 1_000;
    const rest = {
      distanceMm: Math.round((1 - level) * 1_100),
      temperatureC: Math.round(180 + random() * 150) / 10,
    };
    return { index, binId: `${stream}-1`, stream, fillLevel, ...rest, quality: isWrong ? 1 : 0 };
  });
  const batteryV = Math.round((11.6 + random() * 1.5) * 100) / 100;
  return { type: 'fill-level', ...stamp, bins, batteryV, signalDbm: Math.round(-70 - random() * 30) };
}

/** A saw of 0..1; the food bin of the first station is about to be full at the end. */
function share(hours: number): number {
  return (((hours % HOURS_TO_FULL) + HOURS_TO_FULL + 27) % HOURS_TO_FULL) / HOURS_TO_FULL;
}

function deposit(stamp: Stamp, random: () => number): DropOff {
  const stream = STREAMS[Math.floor(random() * STREAMS.length)] ?? 'food';
  const seen = random() < 0.85 ? stream : 'residual';
  return {
    type: 'drop-off',
    ...stamp,
    binId: `${stream}-1`,
    stream,
    weightKg: random() < 0.05 ? null : Math.round(random() * 4_000) / 1_000,
    recognition: { stream: seen, confidence: Math.round((0.5 + random() * 0.5) * 100) / 100, label: seen },
    household: `${Math.floor(random() * 1e12).toString(16)}${Math.floor(random() * 1e12).toString(16)}`,
    evidenceId: `e${Math.floor(random() * 1e9)}`,
  };
}

/** Each bin was emptied twice, once for nothing; of its full alerts one was closed then, and one is open. */
function concluded({ until }: TownDays, station: string, grid: string): DerivedEntry[] {
  return STREAMS.flatMap((stream): DerivedEntry[] => {
    const place = { station, grid, binId: `${stream}-1`, stream };
    const times = [36, 12].map((hours): DerivedEntry => {
      const at = until - hours * HOUR_MS;
      const levels = { levelBefore: hours === 12 ? 0.875 : 0.125, levelAfter: 0.025 };
      const source = hours === 12 ? ('message' as const) : ('sensor' as const);
      return {
        type: 'emptying',
        id: `${station}/${stream}/${hours}`,
        ...place,
        at,
        source,
        ...levels,
        detectedAt: at,
      };
    });
    const full = { ...place, rule: 'bin-full', severity: 'warning' as const };
    const alertId = `bin-full:${station}:${stream}`;
    return [
      ...times,
      ...lifeOf({ ...full, alertId: `${alertId}.1`, at: until - 14 * HOUR_MS }, 2 * HOUR_MS),
      ...lifeOf({ ...full, alertId: `${alertId}.2`, at: until - HOUR_MS }),
    ];
  });
}

/** Taken up after ten minutes; closed after `handledMs`, if it is. */
function lifeOf(
  alert: Omit<AlertEvent, 'type' | 'id' | 'kind' | 'open' | 'firedAt'>,
  handledMs?: number,
): AlertEvent[] {
  const step = (number: number, kind: string, afterMs: number): AlertEvent => ({
    type: 'alert-event',
    id: `${alert.alertId}/${number}`,
    ...alert,
    at: alert.at + afterMs,
    kind,
    open: kind !== 'resolved',
    firedAt: alert.at,
  });
  const steps = [step(0, 'fired', 0), { ...step(1, 'acknowledged', 10 * MINUTE_MS), by: 'li' }];
  if (handledMs === undefined) return steps;
  return [...steps, { ...step(2, 'resolved', handledMs), reason: 'emptied', note: '传感器确认' }];
}

function presence(station: string, grid: string, at: number, state: 'online' | 'offline'): Entry {
  return { type: 'status', station, grid, at, state, connectionId: `c-${at}`, firmware: '2.4.1' };
}

/** Every field has a value; the history store answers. */
function healthEntries({ until, healthHours }: TownDays): Health[] {
  const random = randomFrom(99);
  return Array.from({ length: healthHours * 240 }, (_, index): Health => {
    const values = Object.keys(HEALTH_FIELDS).map((name) => [name, Math.floor(random() * 50)]);
    const fixed = { interval_ms: 15_000, journal_free_ratio: 0.97, history_failing: 0, stations_online: 3 };
    return {
      type: 'health',
      at: until - (healthHours * 240 - index) * 15_000,
      fields: { ...Object.fromEntries(values), ...fixed },
    };
  });
}
