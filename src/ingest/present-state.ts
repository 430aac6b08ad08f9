// What is true now of one station: its presence and the newest level of each bin.

import type { BinPresent, Presence, StationPresent } from '../model/present.ts';
import type { BinLevel, FillLevel, StationStatus } from '../model/reading.ts';
import { NewestLevel, type ReadingTime } from './newest-level.ts';

export interface PresentRecord {
  presence: Presence;
  lastMessageAt?: number;
  batteryV?: number;
  signalDbm?: number;
  bins: BinPresent[];
}

/** Silent for so many reporting periods means offline. */
const SILENT_PERIODS = 3;
/** After a start of the hub a station has so many periods to be heard of. */
const START_PERIODS = 2;

export interface PresenceContext {
  now: number;
  hubStartedAt: number;
  reportingMinutes: number;
  /** False while the hub takes no messages: then it cannot know. */
  open: boolean;
}

export class PresentState {
  readonly #bins: Map<string, NewestLevel>;
  #presence: Presence;
  #lastMessageAt: number | undefined;
  #batteryV: number | undefined;
  #signalDbm: number | undefined;

  constructor(record?: PresentRecord) {
    this.#presence = record?.presence ?? { state: 'unknown', since: 0 };
    this.#bins = new Map((record?.bins ?? []).map((bin) => [bin.binId, new NewestLevel(bin, bin)]));
    this.#lastMessageAt = record?.lastMessageAt;
    this.#batteryV = record?.batteryV;
    this.#signalDbm = record?.signalDbm;
  }

  heard(receivedAt: number): void {
    if (this.#lastMessageAt === undefined || receivedAt > this.#lastMessageAt)
      this.#lastMessageAt = receivedAt;
  }

  /** A will speaks for the connection that left it only: after a takeover it says nothing. */
  isStale(state: 'online' | 'offline', connectionId: string): boolean {
    if (state === 'online') return false;
    return this.#presence.connectionId !== connectionId || this.#presence.state === 'offline';
  }

  applyStatus(status: StationStatus): void {
    const { state, at: since, connectionId, firmware, configVersion } = status;
    const known = state === 'offline' ? this.#presence : undefined;
    this.#presence = { ...known, state, since, connectionId };
    if (firmware !== undefined) this.#presence.firmware = firmware;
    if (configVersion !== undefined) this.#presence.configVersion = configVersion;
  }

  applyLevels(reading: FillLevel): void {
    if (reading.bins.every(({ binId }) => this.isOutdated(binId, reading))) return;
    for (const level of reading.bins) {
      if (level.quality !== 1 && !this.isOutdated(level.binId, reading)) this.#applyLevel(level, reading);
    }
    if (reading.batteryV !== undefined) this.#batteryV = reading.batteryV;
    if (reading.signalDbm !== undefined) this.#signalDbm = reading.signalDbm;
  }

  /** Whether a newer reading of the bin is known: by number within a boot, else by time. */
  isOutdated(binId: string, stamp: ReadingTime): boolean {
    const known = this.#bins.get(binId);
    if (!known) return false;
    return known.bootId === stamp.bootId ? stamp.seq < known.seq : stamp.at < known.at;
  }

  read(station: string, context: PresenceContext): StationPresent {
    return { station, ...this.toRecord(), presence: this.presence(context) };
  }

  presence({ now, hubStartedAt, reportingMinutes, open }: PresenceContext): Presence {
    const presence = this.#presence;
    const { state, since } = presence;
    if (!open) return { ...presence, state: 'unknown' };
    if (state === 'offline') return presence;
    const heardAt = Math.max(this.#lastMessageAt ?? 0, since);
    const quietSince = Math.max(heardAt, hubStartedAt);
    const periods = heardAt < hubStartedAt ? START_PERIODS : SILENT_PERIODS;
    const isQuiet = now - quietSince > periods * reportingMinutes * 60_000;
    if (heardAt === 0) return { state: isQuiet ? 'offline' : 'unknown', since: hubStartedAt };
    if (isQuiet) return { ...presence, state: 'offline', since: heardAt };
    // A station that never says its status, but is heard.
    return state === 'unknown' ? { ...presence, state: 'online', since: heardAt } : presence;
  }

  toRecord(): PresentRecord {
    const record: PresentRecord = {
      presence: this.#presence,
      bins: [...this.#bins.values()].map((bin) => ({ ...bin })),
    };
    if (this.#lastMessageAt !== undefined) record.lastMessageAt = this.#lastMessageAt;
    if (this.#batteryV !== undefined) record.batteryV = this.#batteryV;
    if (this.#signalDbm !== undefined) record.signalDbm = this.#signalDbm;
    return record;
  }

  #applyLevel(level: BinLevel, time: ReadingTime): void {
    const known = this.#bins.get(level.binId);
    if (known) known.overwrite(level, time);
    else this.#bins.set(level.binId, new NewestLevel(level, time));
  }
}
