// Counts packets over the limit by user: the third within an hour is a fault of the station.

const HOUR_MS = 3_600_000;
const MAX_COUNTED = 100;

export interface OversizedPackets {
  /** Adds one and returns how many there were in the last hour, this one with them; counts up to 100. */
  add(user: string, at: number): number;
}

export function createOversizedPackets(): OversizedPackets {
  const timesOf = new Map<string, number[]>();

  return {
    add(user, at) {
      const recent = (timesOf.get(user) ?? []).filter((time) => Math.abs(at - time) < HOUR_MS);
      const times = [...recent, at].slice(-MAX_COUNTED);
      timesOf.set(user, times);
      return times.length;
    },
  };
}
