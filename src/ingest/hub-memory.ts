// What the hub derives from the journal and keeps at hand: the memory of each station, and quarantine. Written
// behind, every few seconds, together with the journal position that it reflects; never ahead of the journal.
import type { Entry, JournalCursor, StationEntry } from '../model/entry.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { LedgerBounds } from './ledger.ts';
import { Quarantine, type QuarantineBounds } from './quarantine.ts';
import { StationMemory } from './station-memory.ts';

const CURSOR = ['derived-from'];

export interface HubMemoryOptions {
  state: StateStore;
  ledger: LedgerBounds;
  quarantine: QuarantineBounds;
}

/** The part of the journal that a save needs: the end of a frame that holds all that was appended before the call. */
export interface Sealer {
  readonly id: string;
  seal(): Promise<number>;
}

export class HubMemory {
  #quarantine: Quarantine;
  readonly #options: HubMemoryOptions;
  readonly #stations = new Map<string, StationMemory>();
  readonly #dirty = new Set<StationMemory>();
  #unsaved: StateChange[] = [];
  /** Entries were applied since the last save, also such that change nothing. */
  #moved = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: HubMemoryOptions) {
    this.#options = options;
    this.#quarantine = new Quarantine(options.state, options.quarantine);
  }

  get quarantine(): Quarantine {
    return this.#quarantine;
  }

  /** Forgets everything that is not stored; what is, is read again when it is asked for. */
  async reset(): Promise<void> {
    await this.#saving.catch(() => {});
    this.#stations.clear();
    this.#dirty.clear();
    this.#unsaved = [];
    this.#quarantine = new Quarantine(this.#options.state, this.#options.quarantine);
  }

  /** The journal position that the stored memory reflects. */
  get cursor(): JournalCursor | undefined {
    return this.#options.state.get<JournalCursor>(CURSOR);
  }

  station(id: string): StationMemory {
    let memory = this.#stations.get(id);
    if (!memory) {
      memory = new StationMemory(id, this.#options.ledger, this.#options.state);
      this.#stations.set(id, memory);
    }
    return memory;
  }

  apply(entry: Entry): void {
    this.#moved = true;
    if (!isOfStation(entry)) return;
    const memory = this.station(entry.station);
    memory.apply(entry);
    if (entry.type === 'rejection' || entry.type === 'replayed') this.#quarantine.apply(entry);
    this.#dirty.add(memory);
  }

  /** Something that is not in the journal was counted. */
  touch(memory: StationMemory): void {
    this.#dirty.add(memory);
  }

  /** Saves what changed. One save at a time; a failed one is repeated with the next. */
  save(journal: Sealer, now: number): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#save(journal, now));
    return this.#saving;
  }

  async #save(journal: Sealer, now: number): Promise<void> {
    const changes = [...this.#unsaved];
    for (const memory of this.#dirty) changes.push(...memory.takeChanges());
    this.#dirty.clear();
    changes.push(...this.#quarantine.takeChanges(now));
    // The cursor moves on as well: else the journal of a hub that hears of no station could never be trimmed.
    if (changes.length === 0 && !this.#moved) return;
    this.#moved = false;
    this.#unsaved = changes;
    const position = await journal.seal();
    const cursor: JournalCursor = { journalId: journal.id, position };
    await this.#options.state.write([...changes, { key: CURSOR, value: cursor }]);
    this.#unsaved = [];
    this.#quarantine.written();
  }
}

/** What the hub says of itself and what it concludes is nobody's message. */
function isOfStation(entry: Entry): entry is StationEntry {
  return entry.type !== 'health' && entry.type !== 'emptying' && entry.type !== 'alert-event';
}
