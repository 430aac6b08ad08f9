// Where time comes from. Everything that reads the wall clock takes a Clock, so that tests can move it.

export interface Clock {
  /** Milliseconds since 1970 UTC. May step when the machine's clock is set. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
