// Each in turn, so that no look takes long: all that time alone changes is looked at once a round, some of it each
// second.
export class Round<Item> {
  readonly #roundMs: number;
  /** Where the next look goes on, as a share of all. */
  #at = 0;

  constructor(roundMs: number) {
    this.#roundMs = roundMs;
  }

  /** Those whose turn it is after so much time; at most each once. */
  next(items: Iterable<Item>, passedMs: number): Item[] {
    const all = [...items];
    const to = Math.min(this.#at + passedMs / this.#roundMs, this.#at + 1);
    const first = Math.floor(this.#at * all.length);
    const last = Math.floor(to * all.length);
    this.#at = to % 1;
    const beyond = Math.max(0, last - all.length);
    return [...all.slice(first, last), ...all.slice(0, beyond)];
  }
}
