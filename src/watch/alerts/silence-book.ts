// The silences that hold or will hold, and for some time those that ended; and what changed since it was last taken.
// It must not know which alerts there are.
import { hasSilenceEnded, isSilenceActive, type Silence } from './silence.ts';

export class SilenceBook {
  readonly #byId = new Map<string, Silence>();
  readonly #changed = new Set<string>();

  constructor(stored: Iterable<Silence>) {
    for (const silence of stored) this.#byId.set(silence.id, silence);
  }

  /** The oldest first. */
  list(): Silence[] {
    return [...this.#byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  add(silence: Silence): void {
    this.#byId.set(silence.id, silence);
    this.#changed.add(silence.id);
  }

  /** Undefined: there is none, or it has ended. */
  end(id: string, by: string, now: number): Silence | undefined {
    const silence = this.#byId.get(id);
    if (!silence || hasSilenceEnded(silence, now)) return undefined;
    const ended = { ...silence, ended: { at: now, by } };
    this.add(ended);
    return ended;
  }

  /** The oldest first. */
  active(now: number): Silence[] {
    return this.list().filter((silence) => isSilenceActive(silence, now));
  }

  forgetEndedBefore(at: number): void {
    for (const silence of this.#byId.values()) {
      if (!hasSilenceEnded(silence, at)) continue;
      if (silence.ended && silence.ended.at >= at) continue;
      this.#byId.delete(silence.id);
      this.#changed.add(silence.id);
    }
  }

  /** Undefined: no longer kept. */
  takeChanges(): [id: string, silence: Silence | undefined][] {
    const changes = [...this.#changed].map((id): [string, Silence | undefined] => [id, this.#byId.get(id)]);
    this.#changed.clear();
    return changes;
  }
}
