// Keeps what watch knows on disk. Alerts and what was concluded are written with each batch of the journal that changes
// them. What is remembered of stations is written behind, from time to time: it is made again from the journal, which
// raises nothing a second time. Two places in the journal are therefore kept, of the alerts and of the stations.
import { performance } from 'node:perf_hooks';
import type { EntrySink, FrameReader } from '../journal/applier.ts';
import { type JournalBounds, startPosition } from '../journal/start-position.ts';
import type { Entry, JournalCursor } from '../model/entry.ts';
import type { StateStore } from '../state/state-store.ts';
import type { WatchEvent } from './watch.ts';
import type { Watcher } from './watcher.ts';

const ALERTS_AT = ['cursor', 'alerts'];
const STATIONS_AT = ['cursor', 'stations'];
/** A flush of thousands of bins holds up the journal's: that is what acknowledgements wait for. */
const SAVE_EVERY_MS = 20_000;
/** Sooner when they are few, and when a restart would have to judge so much again: half a second's worth. */
const SAVE_SOONER_MS = 5_000;
const FEW_STATIONS = 50;
const SAVE_BYTES = 16 * 1024 * 1024;
const REPLAY_BYTES = 1024 * 1024;

export interface WatchKeeperOptions {
  state: StateStore;
  watcher: Watcher;
  journal: JournalBounds;
  openReader: (position: number) => Promise<FrameReader>;
  /** It is on disk and may be told. */
  onKept: (events: WatchEvent[]) => void;
  /** The journal below it is no longer needed. */
  onSaved: (position: number) => void;
  onTrouble: (trouble: string) => void;
}

export class WatchKeeper implements EntrySink {
  readonly #options: WatchKeeperOptions;
  #position = 0;
  #saved = { at: 0, position: 0 };
  /** What is in memory is not what is on disk and in the journal: it is read again before anything else. */
  #spoiled = false;

  constructor(options: WatchKeeperOptions) {
    this.#options = options;
  }

  /** Everything before it was judged. */
  get position(): number {
    return this.#position;
  }

  /** Reads what is stored and what the journal has behind it. A cursor that does not fit is never used silently. */
  async open(): Promise<void> {
    const { state, journal, onTrouble } = this.#options;
    const alertsAt = state.get<JournalCursor>(ALERTS_AT);
    const { position, trouble } = alertsAt
      ? startPosition('watch', alertsAt, journal)
      : // A new watch learns the stations from the past; what was raised weeks ago is no news.
        { position: journal.committed };
    if (trouble !== undefined) onTrouble(trouble);
    const isLost = trouble !== undefined || state.get(STATIONS_AT) === undefined;
    // Durable before the journal grows: it gives positions behind its end a second time when it has lost some.
    const from = alertsAt ? position : journal.base;
    if (isLost) await state.write([this.#cursor(STATIONS_AT, from), this.#cursor(ALERTS_AT, position)]);
    await this.#restore(position);
    await this.save();
  }

  async write(entries: readonly Entry[], { position }: JournalCursor): Promise<void> {
    if (this.#spoiled) await this.#restore(this.#position);
    await this.#changing(async () => {
      for (const entry of entries) this.#options.watcher.apply(entry);
      this.#position = position;
      await this.#keep();
    });
  }

  /** Takes a turn with what is known, and keeps what it changes before it resolves. */
  async do<Answer>(turn: (watcher: Watcher) => Answer): Promise<Answer> {
    if (this.#spoiled) await this.#restore(this.#position);
    return this.#changing(async () => {
      const answer = turn(this.#options.watcher);
      await this.#keep();
      return answer;
    });
  }

  /** Everything, also what is usually written behind. */
  async save(): Promise<void> {
    if (this.#spoiled) return;
    await this.#changing(() => this.#keep(true));
  }

  async #changing<Result>(change: () => Promise<Result>): Promise<Result> {
    const before = this.#position;
    try {
      return await change();
    } catch (cause) {
      this.#spoiled = true;
      this.#position = before;
      throw cause;
    }
  }

  async #keep(everything = false): Promise<void> {
    const { state, watcher, onKept, onSaved } = this.#options;
    const saves = everything || watcher.mustSave || this.#isSaveDue;
    const changes = watcher.takeChanges(state);
    if (saves) changes.push(...watcher.takeStationChanges(), this.#cursor(STATIONS_AT, this.#position));
    if (changes.length > 0) await state.write([...changes, this.#cursor(ALERTS_AT, this.#position)]);
    if (saves) {
      this.#saved = { at: performance.now(), position: this.#position };
      onSaved(this.#position);
    }
    const events = watcher.takeEvents();
    if (events.length > 0) onKept(events);
  }

  get #isSaveDue(): boolean {
    const passedMs = performance.now() - this.#saved.at;
    const isCheap = this.#options.watcher.stationChanges <= FEW_STATIONS;
    const isMuch = this.#position - this.#saved.position >= SAVE_BYTES;
    return passedMs >= (isCheap || isMuch ? SAVE_SOONER_MS : SAVE_EVERY_MS);
  }

  /** The stations' part is made again from the journal up to the position, without a word. */
  async #restore(position: number): Promise<void> {
    const { state, watcher, openReader, journal } = this.#options;
    watcher.load(state);
    const from = state.get<JournalCursor>(STATIONS_AT)?.position ?? position;
    const start = Math.max(from, journal.base);
    if (start < position) await replay(await openReader(start), { start, position, watcher });
    this.#position = position;
    this.#spoiled = false;
  }

  #cursor(key: string[], position: number) {
    return { key, value: { journalId: this.#options.journal.id, position } };
  }
}

async function replay(
  reader: FrameReader,
  { start, position, watcher }: { start: number; position: number; watcher: Watcher },
): Promise<void> {
  try {
    for (let at = start; at < position; ) {
      const batch = await reader.read(position, REPLAY_BYTES);
      for (const entry of batch.entries) replayEntry(watcher, entry);
      if (batch.position <= at) return;
      at = batch.position;
    }
  } finally {
    await reader.close();
  }
}

/** One that cannot be taken was put aside, with its cause, when it was first read. */
function replayEntry(watcher: Watcher, entry: Entry): void {
  try {
    watcher.replay(entry);
  } catch {}
}
