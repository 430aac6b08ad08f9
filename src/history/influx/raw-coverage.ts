// From when on the raw points are all there: an hour that retention has begun to eat keeps the roll-up it has. It must
// not know what is done with that.
import { StoreUnavailable } from '../history.ts';
import { HOUR_MS } from './buckets.ts';
import { keptDaysOf } from './retention.ts';
import type { InfluxServer } from './server.ts';

const DAY_MS = 24 * HOUR_MS;
/** Retention is changed by hand, if ever. */
const ASK_AGAIN_MS = HOUR_MS;

export class RawCoverage {
  readonly #server: InfluxServer;
  #keptMs = Number.POSITIVE_INFINITY;
  #askAgainAt = Number.NEGATIVE_INFINITY;

  constructor(server: InfluxServer) {
    this.#server = server;
  }

  /** Milliseconds since 1970 UTC; before all time where the server keeps everything, or does not tell. */
  async from(now: number): Promise<number> {
    if (now >= this.#askAgainAt) await this.#ask(now);
    return now - this.#keptMs + HOUR_MS;
  }

  async #ask(now: number): Promise<void> {
    this.#askAgainAt = now + ASK_AGAIN_MS;
    try {
      const days = await keptDaysOf(this.#server, 'raw');
      this.#keptMs = (days ?? Number.POSITIVE_INFINITY) * DAY_MS;
    } catch (cause) {
      // A token may be allowed to write and to ask, and not to see this. What writes will say whether the server is away.
      if (!(cause instanceof StoreUnavailable)) throw cause;
    }
  }
}
