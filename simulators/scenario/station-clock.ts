// What the clock of a station says: right, off by a constant, jumping, or not set since the boot.
import type { Random } from '../town/random.ts';
import type { Scenario } from './scenario-schema.ts';
import type { Troubles } from './troubles.ts';

export interface Dated {
  observedAt: number;
  /** The clock is not set: the hub needs to be told how old the message is. */
  isUnset: boolean;
}

export interface StationTime {
  /** Milliseconds of the town since the scenario began: which troubles there are. */
  at: number;
  /** Real time, milliseconds since 1970 UTC. */
  now: number;
  bootedAt: number;
}

export class StationClock {
  readonly #troubles: Troubles;
  readonly #random: Random;
  #jumpsIn = -1;
  #jumpedMs = 0;

  constructor(troubles: Troubles, random: Random) {
    this.#troubles = troubles;
    this.#random = random;
  }

  date({ at, now, bootedAt }: StationTime): Dated {
    // Since 1970 by a clock that began to run at the boot.
    if (this.#troubles.active('clock-unset', at)) return { observedAt: now - bootedAt, isUnset: true };
    const offMs = this.#troubles.active('clock-off', at)?.by ?? 0;
    return { observedAt: now + offMs + this.#jump(at), isUnset: false };
  }

  #jump(at: number): number {
    const trouble = this.#troubles.active('clock-jumps', at);
    if (trouble === undefined) return 0;
    const period = Math.floor((at - trouble.from) / trouble.every);
    if (period !== this.#jumpsIn) this.#jumpedMs = Math.round((this.#random() * 2 - 1) * trouble.upTo);
    this.#jumpsIn = period;
    return this.#jumpedMs;
  }
}

/** By how much a clock is behind at most: one that is off may jump as well. */
export function furthestBackMs({ troubles }: Scenario): number {
  const behind = troubles.map((trouble) => (trouble.kind === 'clock-off' ? -trouble.by : 0));
  const jumps = troubles.map((trouble) => (trouble.kind === 'clock-jumps' ? trouble.upTo : 0));
  return Math.max(0, ...jumps) + Math.max(0, ...behind);
}
