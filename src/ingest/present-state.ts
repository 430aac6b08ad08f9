// What is true now of one station: its presence and the newest level of each bin.
import {
  isStaleStatus,
  NEVER_HEARD,
  type PresenceContext,
  presenceAfter,
  presenceAt,
} from '../model/presence.ts';
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

export class PresentState {
  readonly #bins: Map<string, NewestLevel>;
  #presence: Presence;
  #lastMessageAt: number | undefined;
  #batteryV: number | undefined;
  #signalDbm: number | undefined;

  constructor(record?: PresentRecord) {
    this.#presence = record?.presence ?? NEVER_HEARD;
    this.#bins = new Map((record?.bins ?? []).map((bin) => [bin.binId, new NewestLevel(bin, bin)]));
    this.#lastMessageAt = record?.lastMessageAt;
    this.#batteryV = record?.batteryV;
    this.#signalDbm = record?.signalDbm;
  }

  heard(receivedAt: number): void {
    if (this.#lastMessageAt === undefined || receivedAt > this.#lastMessageAt)
      this.#lastMessageAt = receivedAt;
  }

  isStale(state: 'online' | 'offline', connectionId: string): boolean {
    return isStaleStatus(this.#presence, { state, connectionId });
  }

  applyStatus(status: StationStatus): void {
    this.#presence = presenceAfter(this.#presence, status);
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

  presence(context: PresenceContext): Presence {
    return presenceAt({ presence: this.#presence, lastMessageAt: this.#lastMessageAt }, context);
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
