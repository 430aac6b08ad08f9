// How the registry lies in the state store, and the second copy of it in a file that outlives a damaged store.
import type { Area, Station, StationRevision } from '../model/station.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { StoredToken } from './tokens.ts';

/** All that is kept of one station; a former one is not in service. */
export interface StationRecord {
  station: Station;
  inService: boolean;
  tokens: StoredToken[];
  /** Oldest first, at least one. */
  revisions: StationRevision[];
}

export interface RegistryRecords {
  stations: StationRecord[];
  areas: Area[];
}

const STATION = ['registry', 'station'];
const AREA = ['registry', 'area'];

export function readRecords(state: StateStore): RegistryRecords {
  return {
    stations: [...state.list<StationRecord>(STATION)].map(({ value }) => value),
    areas: [...state.list<Area>(AREA)].map(({ value }) => value),
  };
}

export function stationChange(record: StationRecord): StateChange {
  return { key: [...STATION, record.station.id], value: record };
}

/** Without an area: it is forgotten. */
export function areaChange(id: string, area?: Area): StateChange {
  return { key: [...AREA, id], value: area };
}
