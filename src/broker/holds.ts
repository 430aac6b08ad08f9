// Messages handed to the door and not yet answered, oldest first. Their deadline is counted in ticks of one coarse
// timer: no timer per message, and neither a step of the clock nor a suspended process makes one overdue.
import type { BrokerClient, Done, PassingPacket } from './aedes-internals.ts';

export interface Hold {
  readonly client: BrokerClient;
  readonly packet: PassingPacket;
  /** Lets Aedes go on: with the PUBACK, or with an error to the end of the connection. */
  readonly answer: Done;
  /** By `performance.now()`, where it is timed. */
  readonly startMs: number | undefined;
  readonly sinceTick: number;
  answered: boolean;
  next: Hold | undefined;
}

export interface Holds {
  readonly count: number;
  add(client: BrokerClient, packet: PassingPacket, how: Pick<Hold, 'answer' | 'startMs'>): Hold;
  /** False when it was answered before. */
  release(hold: Hold): boolean;
  /** Calls `onOverdue` for every hold that has lasted `ticks` or more. */
  tick(ticks: number, onOverdue: (hold: Hold) => void): void;
}

export function createHolds(): Holds {
  let count = 0;
  let now = 0;
  let oldest: Hold | undefined;
  let newest: Hold | undefined;

  return {
    get count() {
      return count;
    },
    add(client, packet, { answer, startMs }) {
      const hold = { client, packet, answer, startMs, sinceTick: now, answered: false, next: undefined };
      if (newest === undefined) oldest = hold;
      else newest.next = hold;
      newest = hold;
      count++;
      return hold;
    },
    release(hold) {
      if (hold.answered) return false;
      hold.answered = true;
      count--;
      while (oldest?.answered) oldest = unlink(oldest);
      if (oldest === undefined) newest = undefined;
      return true;
    },
    tick(ticks, onOverdue) {
      now++;
      for (let hold = oldest; hold !== undefined && now - hold.sinceTick >= ticks; hold = hold.next)
        if (!hold.answered) onOverdue(hold);
    },
  };
}

/**
 * The next one. The link is cut, because a dead hold that the garbage collector has already moved to its old
 * generation would keep all that come after it alive.
 */
function unlink(hold: Hold): Hold | undefined {
  const { next } = hold;
  hold.next = undefined;
  return next;
}
