// How fast the journal grows, from samples of its end: how old a position is, and how long the room will last.

const KEPT_SAMPLES = 3_600;
const DAY_MS = 86_400_000;
/** Below this a rate says nothing. */
const SHORTEST_WINDOW_MS = 60_000;

interface Sample {
  at: number;
  position: number;
}

export class JournalPace {
  #samples: Sample[] = [];

  /** To be called about once a second. */
  sample(at: number, position: number): void {
    this.#samples.push({ at, position });
    if (this.#samples.length > KEPT_SAMPLES) this.#samples = this.#samples.slice(KEPT_SAMPLES / 10);
  }

  /** Seconds since the journal went past a position; 0 when it has not. */
  secondsSince(position: number, now: number): number {
    const passed = this.#samples.find((sample) => sample.position > position);
    return passed ? Math.max(0, (now - passed.at) / 1_000) : 0;
  }

  /** Days until `bytesLeft` more are written at the rate of the last hour; undefined when nothing can be said. */
  daysFor(bytesLeft: number): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < SHORTEST_WINDOW_MS || last.position <= first.position)
      return undefined;
    const bytesPerMs = (last.position - first.position) / (last.at - first.at);
    return bytesLeft / bytesPerMs / DAY_MS;
  }
}
