// The registry in memory, kept in the state store. One change at a time: judged, committed, then visible. It must not
// know how it was opened (open-registry.ts).
import type { Clock } from '../model/clock.ts';
import { foldId } from '../model/id.ts';
import type { Area, Station } from '../model/station.ts';
import type { StateStore } from '../state/state-store.ts';
import { type AreaTree, createAreaTree, findTreeFaults } from './area-tree.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import {
  type AreaInput,
  type Authentication,
  type Declared,
  type IssuedToken,
  type RegisteredStation,
  type Registry,
  RegistryConflict,
  type RegistryFault,
  type StationInput,
  type WaysIn,
} from './registry.ts';
import type { RegistryCopy } from './registry-copy.ts';
import { areaChange, type RegistryRecords, type StationRecord, stationChange } from './registry-state.ts';
import { changedRecord, newRecord, retiredRecord } from './station-record.ts';
import { createToken, rotated } from './tokens.ts';

const OVERLAP_DAYS = 30;
const AREAS_NAMED = 10;

export interface OpenRegistry extends Registry {
  /** Writes the second copy; no change may be under way. The state store stays open. */
  close(): Promise<void>;
}

export class StoredRegistry implements OpenRegistry {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #copy: RegistryCopy;
  readonly #authenticator: Authenticator;
  readonly #records = new Map<string, StationRecord>();
  readonly #inService = new Map<string, RegisteredStation>();
  /** Folded ids of stations and users, and the ids themselves. */
  readonly #idsInUse = new Map<string, string>();
  readonly #listeners: ((stationIds: readonly string[]) => void)[] = [];
  #sorted: readonly RegisteredStation[] | undefined;
  #areas: AreaTree<Area>;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(parts: RegistryParts) {
    this.#state = parts.state;
    this.#clock = parts.clock;
    this.#copy = parts.copy;
    this.#authenticator = createAuthenticator(parts.declared);
    this.#areas = createAreaTree(parts.records.areas);
    for (const { id } of [...parts.declared.gateways, ...parts.declared.integrations]) {
      this.#idsInUse.set(foldId(id), id);
    }
    for (const record of parts.records.stations) this.#remember(record);
  }

  station(id: string): RegisteredStation | undefined {
    return this.#inService.get(id);
  }

  stations(): readonly RegisteredStation[] {
    this.#sorted ??= [...this.#inService.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return this.#sorted;
  }

  formerStation(id: string): RegisteredStation | undefined {
    const record = this.#records.get(id);
    return record && !record.inService ? toRegistered(record.station) : undefined;
  }

  area(id: string): Area | undefined {
    return this.#areas.get(id);
  }

  areas(): readonly Area[] {
    return this.#areas.all();
  }

  gridsBelow(areaId: string): string[] {
    return this.#areas.below(areaId);
  }

  pathOf(grid: string): string[] {
    return this.#areas.pathOf(grid);
  }

  revisions(stationId: string): StationRecord['revisions'] {
    return this.#records.get(stationId)?.revisions ?? [];
  }

  authenticate(user: string, secret: string, { loopback }: { loopback: boolean }): Authentication {
    const credentials = { user, secret, loopback, now: this.#clock.now() };
    return this.#authenticator.authenticate(credentials, this.#records.get(user));
  }

  waysIn(stationId: string): WaysIn {
    return this.#authenticator.waysIn(stationId, this.#records.get(stationId), this.#clock.now());
  }

  findConflicts(inputs: readonly StationInput[]): RegistryFault[] {
    const faults: RegistryFault[] = [];
    const named = new Set<string>();
    for (const { id, grid } of inputs) {
      const known = this.#idsInUse.get(foldId(id));
      const returns = known === id && this.#records.get(id)?.inService === false;
      if (known !== undefined && !returns)
        faults.push({ subject: id, code: 'taken-id', fault: `"${known}" exists already` });
      if (named.has(foldId(id)))
        faults.push({ subject: id, code: 'repeated-id', fault: 'named twice (case does not count)' });
      named.add(foldId(id));
      faults.push(...this.#gridFaults(id, grid));
    }
    return faults;
  }

  addStations(inputs: readonly StationInput[]): Promise<IssuedToken[]> {
    return this.#exclusively(async () => {
      refuse(this.findConflicts(inputs));
      const added = inputs.map((input) => {
        const { token, stored } = createToken();
        const station = { ...input, declared: false };
        const former = this.#records.get(input.id);
        const record = former
          ? { ...changedRecord(former, station, this.#clock.now()), tokens: [stored] }
          : newRecord(station, [stored]);
        return { record, token };
      });
      await this.#commit(added.map(({ record }) => record));
      return added.map(({ record, token }) => ({ stationId: record.station.id, token }));
    });
  }

  updateStation(input: StationInput): Promise<void> {
    return this.#exclusively(async () => {
      const record = this.#changeable(input.id);
      refuse(this.#gridFaults(input.id, input.grid));
      await this.#commit([changedRecord(record, { ...input, declared: false }, this.#clock.now())]);
    });
  }

  removeStation(id: string): Promise<void> {
    return this.#exclusively(async () => {
      await this.#commit([retiredRecord(this.#changeable(id), this.#clock.now())]);
    });
  }

  rotateToken(stationId: string, { overlapDays = OVERLAP_DAYS } = {}): Promise<IssuedToken> {
    return this.#exclusively(async () => {
      const record = this.#recordInService(stationId);
      const { token, stored } = createToken();
      const tokens = rotated(record.tokens, stored, { now: this.#clock.now(), overlapDays });
      await this.#commit([{ ...record, tokens }]);
      return { stationId, token };
    });
  }

  addAreas(inputs: readonly AreaInput[]): Promise<void> {
    return this.#exclusively(async () => {
      const added = inputs.map((input) => ({ ...input, declared: false }));
      const areas = [...this.#areas.all(), ...added];
      refuse(findTreeFaults(areas));
      await this.#state.write(added.map((area) => areaChange(area.id, area)));
      this.#areas = createAreaTree(areas);
      this.#announce([]);
    });
  }

  onChange(listener: (stationIds: readonly string[]) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    await this.#lastChange.catch(() => {});
    await this.#copy.flush();
  }

  #gridFaults(id: string, grid: string): RegistryFault[] {
    if (this.#areas.get(grid)) return [];
    const known = this.#areas.all().map((area) => area.id);
    const more = known.length > AREAS_NAMED ? `, and ${known.length - AREAS_NAMED} more` : '';
    const list =
      known.length > 0 ? `known: ${known.slice(0, AREAS_NAMED).join(', ')}${more}` : 'none is known yet';
    const wayOut = 'add areas in stations.yaml or with "dropoff-hub area add"';
    const fault = `its grid "${grid}" is not an area (${list}); ${wayOut}`;
    return [{ subject: id, code: 'unknown-area', fault }];
  }

  #recordInService(id: string): StationRecord {
    const record = this.#records.get(id);
    if (record?.inService) return record;
    throw new RegistryConflict([{ subject: id, fault: 'no station in service has this id' }]);
  }

  #changeable(id: string): StationRecord {
    const record = this.#recordInService(id);
    if (!record.station.declared) return record;
    throw new RegistryConflict([
      { subject: id, fault: 'declared in stations.yaml: change it there and restart' },
    ]);
  }

  async #commit(records: readonly StationRecord[]): Promise<void> {
    await this.#state.write(records.map(stationChange));
    for (const record of records) this.#remember(record);
    this.#announce(records.map(({ station }) => station.id));
  }

  #remember(record: StationRecord): void {
    const { id } = record.station;
    this.#records.set(id, record);
    this.#idsInUse.set(foldId(id), id);
    if (record.inService) this.#inService.set(id, toRegistered(record.station));
    else this.#inService.delete(id);
    this.#sorted = undefined;
  }

  #announce(stationIds: readonly string[]): void {
    this.#copy.schedule();
    for (const listener of this.#listeners) listener(stationIds);
  }

  /** A change is judged against what all earlier ones left. */
  #exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.catch(() => {}).then(change);
    this.#lastChange = result;
    return result;
  }
}

export interface RegistryParts {
  state: StateStore;
  clock: Clock;
  copy: RegistryCopy;
  records: RegistryRecords;
  declared: Declared;
}

function toRegistered(station: Station): RegisteredStation {
  return { ...station, binsById: new Map(station.bins.map((bin) => [bin.id, bin])) };
}

function refuse(faults: readonly RegistryFault[]): void {
  if (faults.length > 0) throw new RegistryConflict(faults);
}
