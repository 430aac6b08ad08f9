// The port of the state store: what is true now, by composite keys. It must not know what it keeps. Small on
// purpose, so that the engine below can be exchanged.

/** Parts in order of weight; keys with a common beginning are neighbours. */
export type StateKey = readonly (string | number)[];

export interface StateChange {
  key: StateKey;
  /** undefined deletes. Anything that structured clone takes. */
  value: unknown;
}

export interface StateStore {
  get<T>(key: StateKey): T | undefined;
  /** All entries below a prefix, in key order; reads lazily from one consistent view. */
  list<T>(
    prefix: StateKey,
    options?: { reverse?: boolean; limit?: number; after?: StateKey },
  ): Iterable<{ key: StateKey; value: T }>;
  /** One transaction: all changes or none. Resolves when it is on disk. */
  write(changes: readonly StateChange[]): Promise<void>;
  close(): Promise<void>;
}
