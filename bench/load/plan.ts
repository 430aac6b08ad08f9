// What the benchmark tells the load generator to do, and what it gets back. The two are processes of their own, so
// that the generator's work is not counted as the target's.

export interface LoadStation {
  id: string;
  token: string;
}

/** `usual`: what every station says; `full`: every field of the protocol that a station may add. */
export type Payload = 'usual' | 'full';

export interface LoadPlan {
  port: number;
  /** One connection each. */
  stations: readonly LoadStation[];
  messages: number;
  /** Unacknowledged messages on one connection, at most. */
  inFlight: number;
  /** Messages per second over all connections; absent: as fast as the acknowledgements come. */
  ratePerSecond?: number;
  /** 0..1: this share carries an `observedAt` of 30 days ago. */
  lateShare: number;
  payload: Payload;
}

export interface LoadReport {
  acked: number;
  seconds: number;
  /** From the moment a message was due to its PUBACK. */
  ackP50Ms: number;
  ackP99Ms: number;
  ackMaxMs: number;
  /** The generator's own, user and system. */
  cpuMicrosPerMessage: number;
}

/** The generator connects first; the load begins when it is told to go. */
export type ToGenerator = { plan: LoadPlan } | 'go';
export type FromGenerator = 'ready' | { report: LoadReport } | { fault: string };
