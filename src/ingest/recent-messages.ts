// The last 100 messages of a station with their verdicts, for whoever stands before the device. In memory only.
import type { RecentMessage } from '../model/delivery.ts';

const KEPT = 100;

export class RecentMessages {
  readonly #ring: RecentMessage[] = [];
  #next = 0;

  add(message: RecentMessage): void {
    this.#ring[this.#next] = message;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** Newest first. */
  list(): RecentMessage[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].reverse();
  }
}
