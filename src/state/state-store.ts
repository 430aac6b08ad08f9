// The port of the state store: what is true now, by composite keys. It must not know what it keeps. Small on
// purpose, so that the engine below can be exchanged. state-store.contract.ts holds every engine to these comments.

/**
 * Parts in order of weight; keys with a common beginning are neighbours. Within a part numbers stand before strings,
 * numbers by value, strings by code point. At most 1,000 bytes as JSON, no control characters, finite numbers.
 */
export type StateKey = readonly (string | number)[];

export interface StateChange {
  key: StateKey;
  /** undefined deletes. Anything that JSON can say. */
  value: unknown;
}

export interface StateStore {
  get<T>(key: StateKey): T | undefined;
  /** All entries below a prefix (not the prefix itself), in key order; reads lazily from one consistent view. */
  list<T>(
    prefix: StateKey,
    options?: { reverse?: boolean; limit?: number; after?: StateKey },
  ): Iterable<{ key: StateKey; value: T }>;
  /**
   * One transaction: all changes or none. Resolves when it is on disk. Deletions beyond the first 20 follow in
   * transactions of their own (large ones fail where space is short): after a crash some of those may remain.
   * Calls take effect in their order; values must not change until then. Rejects with `StateUnavailable` when nothing
   * can be written, whatever it is.
   */
  write(changes: readonly StateChange[]): Promise<void>;
  /** Again does nothing. */
  close(): Promise<void>;
}

/** The store cannot write now, most often because its disk is full; trying again later may help. */
export class StateUnavailable extends Error {
  override name = 'StateUnavailable';
}
