// What the benchmark compares: anything that accepts MQTT on a port of its own, in a process of its own.

export interface Target {
  readonly name: string;
  start(): Promise<RunningTarget>;
}

export interface RunningTarget {
  readonly port: number;
  readonly pid: number;
  /** Only of a target that keeps what it acknowledges. */
  readonly store?: TargetStore;
  /** The process of a database that it writes to. */
  readonly storePid?: number;
  stop(): Promise<void>;
}

export interface TargetStore {
  /** Resolves when everything acknowledged is in the history, or when no more of it comes. */
  catchUp(acked: number): Promise<CaughtUp>;
  counts(): Promise<StoredCounts>;
}

export interface CaughtUp {
  /** How far the history was behind when asked. */
  lagSeconds: number;
  /** The same of the watch, where it is on. */
  watchLagSeconds?: number | undefined;
  /** Of a database that can be watched: from when asked until the last message could be queried. */
  storedAfterSeconds?: number;
  /** 0..1, with the former: what was not stored yet when asked. */
  backlogShare?: number;
}

export interface StoredCounts {
  /** Messages that the history can tell of. */
  stored: number;
  /** Messages that never came, by the gaps in their numbers; of a target that knows. */
  missing?: number;
  /** Messages that came twice; each is stored once; of a target that knows. */
  duplicates?: number;
}
