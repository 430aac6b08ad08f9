// A town for the measurements of watch: stations with four bins each, people on duty, and what the journal would hold
// of them: each station tells its levels every ten minutes, and each bin is emptied once in most of a day.
import { alertsSchema } from '../../src/config/alerts-schema.ts';
import { createDutySchema } from '../../src/config/duty-schema.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { FillLevel } from '../../src/model/reading.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { commonSchema } from '../../src/watch/notifiers/settings.ts';
import type { TownChange } from '../../src/watch/station-facts.ts';
import type { WatchSettings } from '../../src/watch/watch-settings.ts';
import { binLevel } from '../load/bin-level.ts';
import { gridOf, stationId, TOWN } from '../targets/hub-config.ts';

export const REPORTING_MINUTES = 10;
export const NOTIFIER = 'bench';
const ZONE = 'Asia/Shanghai';

/** All defaults; a driver, a technician and a supervisor for the whole town, and one notifier that takes everything. */
export function watchSettings(): WatchSettings {
  const roles = ['driver', 'technician', 'supervisor'];
  const duty = createDutySchema({ zone: ZONE }).parse({
    people: roles.map((role) => ({ id: role, name: role, roles: [role] })),
    posts: roles.map((role) => ({ area: TOWN, role, a: role })),
  });
  return {
    alerts: alertsSchema.parse({}),
    people: { duty, subscriptions: [commonSchema.parse({ name: NOTIFIER })] },
  };
}

export function watchedTown(stations: number): TownChange {
  const numbers = Array.from({ length: stations }, (_, number) => number);
  const grids = [...new Set(numbers.map(gridOf))];
  return {
    changed: numbers.map((number) => ({
      id: stationId(number),
      name: stationId(number),
      grid: gridOf(number),
      bins: STREAMS.map((stream) => ({ id: binId(stream), stream, litres: 240 })),
      reportingMinutes: REPORTING_MINUTES,
      zone: ZONE,
    })),
    removed: [],
    areas: [{ id: TOWN, name: TOWN }, ...grids.map((id) => ({ id, name: id, parent: TOWN }))],
  };
}

export function onlineEntry(station: number, at: number): Entry {
  const connectionId = `connection-${station}`;
  return {
    type: 'status',
    station: stationId(station),
    grid: gridOf(station),
    at,
    state: 'online',
    connectionId,
  };
}

/** `round`: how many the station has sent before. */
export function levelsEntry(station: number, round: number, at: number): FillLevel {
  return {
    type: 'fill-level',
    station: stationId(station),
    grid: gridOf(station),
    bootId: 'boot-1',
    seq: round,
    at,
    timeSource: 'station',
    receivedAt: at,
    bins: STREAMS.map((stream, index) => ({
      index,
      binId: binId(stream),
      stream,
      fillLevel: binLevel(station * STREAMS.length + index, round),
      quality: 0,
    })),
  };
}

function binId(stream: string): string {
  return `${stream}-1`;
}
