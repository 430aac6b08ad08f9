// What is remembered of all stations, in memory, and of which it has to be written anew.
import type { StateChange, StateStore } from '../state/state-store.ts';
import { createStationRecord, reviveStationRecord, type StationRecord } from './watched-station.ts';

const STATION = 'station';

export class StationRecords {
  readonly #records = new Map<string, StationRecord>();
  readonly #touched = new Set<string>();

  /** Forgets everything and takes what is stored. */
  load(state: Pick<StateStore, 'list'>): void {
    this.#records.clear();
    this.#touched.clear();
    for (const { key, value } of state.list<StationRecord>([STATION]))
      this.#records.set(String(key[1]), reviveStationRecord(value));
  }

  get(station: string): StationRecord | undefined {
    return this.#records.get(station);
  }

  /** Made when there is none; will be written. */
  toChange(station: string): StationRecord {
    this.#touched.add(station);
    let record = this.#records.get(station);
    if (!record) {
      record = createStationRecord();
      this.#records.set(station, record);
    }
    return record;
  }

  /** How many will be written. */
  get touched(): number {
    return this.#touched.size;
  }

  takeChanges(): StateChange[] {
    const changes = [...this.#touched].map((id) => ({ key: [STATION, id], value: this.#records.get(id) }));
    this.#touched.clear();
    return changes;
  }
}
