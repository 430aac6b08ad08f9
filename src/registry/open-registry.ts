// Opens the registry: what was kept, or its second copy when the state store was made anew, with what the
// configuration declares laid over it.

import type { Log } from '../log.ts';
import type { Clock } from '../model/clock.ts';
import type { StateStore } from '../state/state-store.ts';
import { mergeDeclared } from './merge-declared.ts';
import { type Declared, RegistryConflict } from './registry.ts';
import { createRegistryCopy, type RegistryCopy } from './registry-copy.ts';
import { areaChange, type RegistryRecords, readRecords, stationChange } from './registry-state.ts';
import { type OpenRegistry, StoredRegistry } from './stored-registry.ts';

export interface RegistryOptions {
  state: StateStore;
  declared: Declared;
  clock: Clock;
  log: Log;
  /** The second copy, `registry.json` in the data folder. */
  copyFile: string;
}

/** Throws `RegistryConflict` when the configuration contradicts itself or what is registered. */
export async function openRegistry(options: RegistryOptions): Promise<OpenRegistry> {
  const { state, declared, clock, log, copyFile } = options;
  const copy = createRegistryCopy({ file: copyFile, snapshot: () => readRecords(state), log });
  const merge = mergeDeclared(await keptRecords(state, copy, log), declared, clock.now());
  if (merge.faults.length > 0) throw new RegistryConflict(merge.faults);
  if (merge.retired.length > 0) {
    log.warn({ stations: merge.retired }, 'no longer declared: out of service, their past stays');
  }
  await state.write([
    ...merge.changed.map(stationChange),
    ...merge.records.areas.map((area) => areaChange(area.id, area)),
    ...merge.forgottenAreas.map((id) => areaChange(id)),
  ]);
  copy.schedule();
  return new StoredRegistry({ state, clock, copy, records: merge.records, declared });
}

/** From the state store, or, when that was made anew, from the second copy. */
async function keptRecords(state: StateStore, copy: RegistryCopy, log: Log): Promise<RegistryRecords> {
  const kept = readRecords(state);
  if (kept.stations.length > 0 || kept.areas.length > 0) return kept;
  const restored = await copy.read();
  if (!restored || (restored.stations.length === 0 && restored.areas.length === 0)) return kept;
  await state.write(restored.stations.map(stationChange));
  log.warn(
    { stations: restored.stations.length },
    'the state store knew no stations: restored from registry.json',
  );
  return restored;
}
