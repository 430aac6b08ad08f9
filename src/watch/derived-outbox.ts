// What watch has concluded and the journal does not have yet, in order. An entry leaves when watch reads it in the
// journal: so it is there once, whenever the hub was killed.
import type { DerivedEntry } from '../model/entry.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';

const DERIVED = 'derived';
/** One frame of the journal. */
const AT_ONCE = 500;

export class DerivedOutbox {
  /** By id, with the number that gives the order. */
  readonly #waiting = new Map<string, { number: number; entry: DerivedEntry }>();
  /** On their way, or in the journal but not yet read there. */
  readonly #sent = new Set<string>();
  #changes: StateChange[] = [];
  #lastNumber = 0;

  load(state: Pick<StateStore, 'list'>): void {
    this.#waiting.clear();
    this.#changes = [];
    for (const { key, value } of state.list<DerivedEntry>([DERIVED])) this.#wait(Number(key[1]), value);
    for (const id of this.#sent) if (!this.#waiting.has(id)) this.#sent.delete(id);
  }

  add(entry: DerivedEntry): void {
    this.#wait(this.#lastNumber + 1, entry);
    this.#changes.push({ key: [DERIVED, this.#lastNumber], value: entry });
  }

  /** It was read in the journal. */
  confirm(id: string): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    this.#sent.delete(id);
    this.#changes.push({ key: [DERIVED, waiting.number], value: undefined });
  }

  /** The next to go into the journal; nothing while some are on their way. Only what is on disk here may be taken. */
  takeNext(): DerivedEntry[] {
    if (this.#sent.size > 0) return [];
    const next = [...this.#waiting.values()].slice(0, AT_ONCE).map(({ entry }) => entry);
    for (const { id } of next) this.#sent.add(id);
    return next;
  }

  /** They did not get into the journal: they go again. */
  giveBack(): void {
    this.#sent.clear();
  }

  takeChanges(): StateChange[] {
    return this.#changes.splice(0);
  }

  #wait(number: number, entry: DerivedEntry): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#waiting.set(entry.id, { number, entry });
  }
}
