// One station as the registry keeps it over time: pure functions from one record to the next. Times are milliseconds
// since 1970 UTC.
import { isDeepStrictEqual } from 'node:util';
import type { Station, StationRevision } from '../model/station.ts';
import { instantOfLocalDate } from '../model/zone.ts';
import type { StationRecord } from './registry-state.ts';
import type { StoredToken } from './tokens.ts';

/** In service since its first day, or since ever: readings from before its registration belong to it too. */
export function newRecord(station: Station, tokens: StoredToken[]): StationRecord {
  const { inServiceFrom, zone, grid, bins } = station;
  const validFrom = inServiceFrom === undefined ? 0 : instantOfLocalDate(zone, inServiceFrom);
  return { station, inService: true, tokens, revisions: [{ validFrom, grid, bins, inService: true }] };
}

/** The same station with what is known of it now, in service. */
export function changedRecord(record: StationRecord, station: Station, now: number): StationRecord {
  return withRevision({ ...record, station, inService: true }, now);
}

/** Out of service: no token of it is accepted any more, and it can be changed or added again by anybody. */
export function retiredRecord(record: StationRecord, now: number): StationRecord {
  const station = { ...record.station, declared: false };
  return withRevision({ ...record, station, tokens: [], inService: false }, now);
}

/** A revision more when area, bins or service differ from the last one. */
function withRevision(record: StationRecord, now: number): StationRecord {
  const { grid, bins } = record.station;
  const last = record.revisions.at(-1);
  const next: StationRevision = { validFrom: now, grid, bins, inService: record.inService };
  if (last && isDeepStrictEqual({ ...last, validFrom: now }, next)) return record;
  // A clock that was set back must not put a revision before the one it follows.
  if (last) next.validFrom = Math.max(now, last.validFrom + 1);
  return { ...record, revisions: [...record.revisions, next] };
}
