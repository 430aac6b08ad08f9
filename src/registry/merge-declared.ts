// At each start: what config/stations.yaml declares is laid over what the registry kept. The file wins; what vanished
// from it goes out of service and keeps its past. Pure.
import { isDeepStrictEqual } from 'node:util';
import { foldId } from '../model/id.ts';
import type { Area } from '../model/station.ts';
import { findTreeFaults } from './area-tree.ts';
import type { Declared, DeclaredStation, RegistryFault } from './registry.ts';
import type { RegistryRecords, StationRecord } from './registry-state.ts';
import { changedRecord, newRecord, retiredRecord } from './station-record.ts';

export interface Merge {
  records: RegistryRecords;
  /** Stations whose record differs from the one kept. */
  changed: StationRecord[];
  /** Declared stations that the file no longer has. */
  retired: string[];
  /** Areas that the file no longer has and nothing refers to. */
  forgottenAreas: string[];
  /** What contradicts; with any, nothing of the merge may be used. */
  faults: RegistryFault[];
}

export function mergeDeclared(kept: RegistryRecords, declared: Declared, now: number): Merge {
  const keptById = new Map(kept.stations.map((record) => [foldId(record.station.id), record]));
  const inFile = new Set(declared.stations.map(({ id }) => foldId(id)));
  const vanished = kept.stations.filter(({ station }) => station.declared && !inFile.has(foldId(station.id)));

  const fromFile = declared.stations.map((station) =>
    declare(station, keptById.get(foldId(station.id)), now),
  );
  const others = kept.stations.filter(({ station }) => !inFile.has(foldId(station.id)));
  const stations = [
    ...fromFile,
    ...others.map((record) => (vanished.includes(record) ? retiredRecord(record, now) : record)),
  ];
  const areas = mergeAreas(kept.areas, declared, stations);
  const areaIds = new Set(areas.map(({ id }) => id));
  return {
    records: { stations, areas },
    changed: stations.filter((record) => !isDeepStrictEqual(record, keptById.get(foldId(record.station.id)))),
    retired: vanished.map(({ station }) => station.id),
    forgottenAreas: kept.areas.map(({ id }) => id).filter((id) => !areaIds.has(id)),
    faults: [...findTreeFaults(areas), ...userFaults(declared, kept, areaIds)],
  };
}

function declare(declared: DeclaredStation, kept: StationRecord | undefined, now: number): StationRecord {
  const { tokenSha256: _, demoToken: __, ...input } = declared;
  const station = { ...input, declared: true };
  return kept ? changedRecord(kept, station, now) : newRecord(station, []);
}

/** An area that the file no longer has stays, undeclared, while a station or an area below refers to it. */
function mergeAreas(kept: readonly Area[], declared: Declared, stations: readonly StationRecord[]): Area[] {
  const fromFile = declared.areas.map((area) => ({ ...area, declared: true }));
  const inFile = new Set(fromFile.map(({ id }) => id));
  const keptById = new Map(kept.map((area) => [area.id, area]));
  const referred = new Set<string>();
  const refer = (id: string | undefined): void => {
    if (id === undefined || referred.has(id) || inFile.has(id)) return;
    referred.add(id);
    refer(keptById.get(id)?.parent);
  };
  for (const { station, revisions } of stations) {
    refer(station.grid);
    for (const { grid } of revisions) refer(grid);
  }
  for (const area of kept) if (!area.declared) refer(area.id);
  const others = kept.filter(({ id }) => referred.has(id)).map((area) => ({ ...area, declared: false }));
  return [...fromFile, ...others];
}

function userFaults(declared: Declared, kept: RegistryRecords, areas: ReadonlySet<string>): RegistryFault[] {
  const keptIds = new Map(kept.stations.map(({ station }) => [foldId(station.id), station.id]));
  const declaredIds = new Set<string>();
  const faults: RegistryFault[] = [];
  for (const { id, grid } of declared.stations) {
    const other = keptIds.get(foldId(id));
    if (other !== undefined && other !== id)
      faults.push({ subject: id, fault: `"${other}" is registered already` });
    if (declaredIds.has(foldId(id)))
      faults.push({ subject: id, fault: 'declared twice (case does not count)' });
    if (!areas.has(grid)) faults.push({ subject: id, fault: `its grid "${grid}" is not an area` });
    declaredIds.add(foldId(id));
  }
  for (const { id } of [...declared.gateways, ...declared.integrations]) {
    const taken = declaredIds.has(foldId(id)) || keptIds.has(foldId(id));
    if (taken) faults.push({ subject: id, fault: 'a station or another user has this id already' });
    declaredIds.add(foldId(id));
  }
  return faults;
}
