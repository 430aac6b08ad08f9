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
  stop(): Promise<void>;
}

export interface TargetStore {
  /** Resolves when everything acknowledged is in the history, to how far behind that was when asked. */
  catchUp(): Promise<{ lagSeconds: number }>;
  counts(): Promise<StoredCounts>;
}

export interface StoredCounts {
  /** Messages that the history can tell of. */
  stored: number;
  /** Messages that never came, by the gaps in their numbers. */
  missing: number;
  /** Messages that came twice; each is stored once. */
  duplicates: number;
}
