// Refused messages, kept and explained until they are replayed or grow old. Filled from journal entries; written
// behind them. Bounded per station and in all, the oldest go first and are counted.

import type { Replayed } from '../model/entry.ts';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import { timeOfRejection } from './rejection-id.ts';

export interface QuarantineBounds {
  messagesPerStation: number;
  bytesPerStation: number;
  bytes: number;
  days: number;
}

export const DEFAULT_QUARANTINE_BOUNDS: QuarantineBounds = {
  messagesPerStation: 1_000,
  bytesPerStation: 1_048_576,
  bytes: 1_073_741_824,
  days: 30,
};

const BY_TIME = 'rejection';
const BY_STATION = 'rejection-of';
const DAY_MS = 86_400_000;
/** Evicted per turn at most; the rest waits for the next turn. */
const EVICTED_PER_TURN = 100;

interface Size {
  messages: number;
  bytes: number;
}

export class Quarantine {
  readonly #state: StateStore;
  readonly #bounds: QuarantineBounds;
  readonly #sizes = new Map<string, Size>();
  #bytes = 0;
  /** Stations over their bounds. */
  readonly #crowded = new Set<string>();
  #pending: StateChange[] = [];
  /** Bytes of what is kept by a pending change. */
  readonly #unwritten = new Map<string, number>();
  /** Dropped, and found in the state store until a pending change, or one that was taken, is written. */
  readonly #dropped = new Set<string>();
  readonly #leaving = new Set<string>();
  /** Thrown out for want of room or for age, since the start. */
  evicted = 0;

  constructor(state: StateStore, bounds: QuarantineBounds) {
    this.#state = state;
    this.#bounds = bounds;
    for (const { key, value } of state.list<number>([BY_STATION])) this.#grow(String(key[1]), value);
  }

  apply(entry: Rejection | Replayed): void {
    if (entry.type === 'replayed') this.#drop(entry.station, entry.rejectionId);
    else this.#keep(entry);
  }

  /** What changed since the last call, with as many evictions as the bounds ask for. */
  takeChanges(now: number): StateChange[] {
    this.#evict(now);
    const changes = this.#pending;
    this.#pending = [];
    this.#unwritten.clear();
    for (const id of this.#dropped) this.#leaving.add(id);
    this.#dropped.clear();
    return changes;
  }

  /** All changes that were taken are in the state store. */
  written(): void {
    this.#leaving.clear();
  }

  get(id: string): Rejection | undefined {
    return this.#state.get<Rejection>([BY_TIME, id]);
  }

  /** Newest first, from what has been written. */
  *list({
    station,
    reason,
    before,
  }: {
    station?: string;
    reason?: RejectionReason;
    before?: string;
  }): Iterable<Rejection> {
    for (const id of this.#ids(station, before)) {
      const rejection = this.get(id);
      if (rejection && (reason === undefined || rejection.reason === reason)) yield rejection;
    }
  }

  *#ids(station: string | undefined, before: string | undefined): Iterable<string> {
    const prefix = station === undefined ? [BY_TIME] : [BY_STATION, station];
    const options = before === undefined ? { reverse: true } : { reverse: true, after: [...prefix, before] };
    for (const { key } of this.#state.list(prefix, options)) yield String(key.at(-1));
  }

  #keep(rejection: Rejection): void {
    const { id, station } = rejection;
    const bytes = Buffer.byteLength(JSON.stringify(rejection));
    this.#grow(station, bytes);
    this.#unwritten.set(id, bytes);
    this.#pending.push({ key: [BY_TIME, id], value: rejection });
    this.#pending.push({ key: [BY_STATION, station, id], value: bytes });
  }

  #drop(station: string, id: string): void {
    if (this.#isDropped(id)) return;
    const bytes = this.#unwritten.get(id) ?? this.#state.get<number>([BY_STATION, station, id]);
    if (bytes === undefined) return;
    this.#grow(station, -bytes);
    this.#unwritten.delete(id);
    this.#dropped.add(id);
    this.#pending.push({ key: [BY_TIME, id], value: undefined });
    this.#pending.push({ key: [BY_STATION, station, id], value: undefined });
  }

  #isDropped(id: string): boolean {
    return this.#dropped.has(id) || this.#leaving.has(id);
  }

  #grow(station: string, bytes: number): void {
    const size = this.#sizes.get(station) ?? { messages: 0, bytes: 0 };
    size.messages += Math.sign(bytes);
    size.bytes += bytes;
    this.#bytes += bytes;
    if (size.messages > 0) this.#sizes.set(station, size);
    else this.#sizes.delete(station);
    if (this.#isOver(size)) this.#crowded.add(station);
    else this.#crowded.delete(station);
  }

  #isOver({ messages, bytes }: Size): boolean {
    return messages > this.#bounds.messagesPerStation || bytes > this.#bounds.bytesPerStation;
  }

  #evict(now: number): void {
    for (const station of [...this.#crowded]) this.#evictOf(station);
    const oldest = now - this.#bounds.days * DAY_MS;
    for (const { key, value } of this.#state.list<Rejection>([BY_TIME], { limit: EVICTED_PER_TURN })) {
      const id = String(key[1]);
      if (this.#bytes <= this.#bounds.bytes && timeOfRejection(id) >= oldest) break;
      this.#evictOne(value.station, id);
    }
  }

  #evictOf(station: string): void {
    for (const { key } of this.#state.list([BY_STATION, station], { limit: EVICTED_PER_TURN })) {
      if (!this.#crowded.has(station)) return;
      this.#evictOne(station, String(key[2]));
    }
  }

  #evictOne(station: string, id: string): void {
    if (this.#isDropped(id)) return;
    this.#drop(station, id);
    this.evicted++;
  }
}
