// How much a receiver takes in a minute, as a sliding window over what was sent. Without a memory of the time before
// the start it takes most of the window as used: a robot that is overrun stays shut for ten minutes.

const MINUTE_MS = 60_000;

export interface PaceKeeper {
  /** Messages that may go now. */
  left(now: number): number;
  note(now: number): void;
}

/** Of each minute's messages, the part that is kept for what is urgent. */
export function reserveOf(perMinute: number): number {
  return Math.max(1, Math.floor(perMinute / 4));
}

export function createPaceKeeper(perMinute: number, startedAt: number): PaceKeeper {
  let sentAt: number[] = new Array(perMinute - Math.min(perMinute, reserveOf(perMinute))).fill(startedAt);
  return {
    left(now) {
      // A clock that was set back must not shut the receiver off until it has caught up.
      sentAt = sentAt.filter((at) => at <= now && now - at < MINUTE_MS);
      return perMinute - sentAt.length;
    },
    note(now) {
      sentAt.push(now);
    },
  };
}
