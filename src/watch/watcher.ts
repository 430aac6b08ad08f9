// What watch knows, and what follows from it: entries of the journal change stations, rules judge them, the book of
// alerts changes. In memory; what has to be kept is taken from here. It must not know disks, threads, nor any clock.
import type { DerivedEntry, Entry, StationEntry } from '../model/entry.ts';
import type { FillLevel } from '../model/reading.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { Advisory } from './advisories/advisory.ts';
import type { AlertBook } from './alerts/alert-book.ts';
import type { BinState, Judged } from './bin-state/bin-state.ts';
import { bookChanges } from './book-state.ts';
import { DerivedOutbox } from './derived-outbox.ts';
import { LevelNews } from './level-news.ts';
import { PresenceWatch } from './presence-watch.ts';
import { Round } from './round.ts';
import type { StationFacts, TownChange } from './station-facts.ts';
import type { StationNow } from './station-judge.ts';
import { StationRecords } from './station-records.ts';
import type { Telling } from './telling.ts';
import { Town } from './town.ts';
import type { WatchEvent } from './watch.ts';
import { openWatchParts, type WatchParts } from './watch-parts.ts';
import type { WatchSettings } from './watch-settings.ts';
import {
  createStationRecord,
  noteOfStation,
  type SettingsOf,
  type StationRecord,
  takenAt,
} from './watched-station.ts';

/** All that time alone changes is looked at once in that time, some of it each second. */
const ROUND_MS = 10_000;

export class Watcher {
  readonly town = new Town();
  readonly derived = new DerivedOutbox();
  readonly levels = new LevelNews();
  readonly #settings: WatchSettings;
  readonly #records = new StationRecords();
  readonly #presences: PresenceWatch;
  readonly #round = new Round<StationFacts>(ROUND_MS);
  #parts: WatchParts;
  #events: WatchEvent[] = [];
  /** Of what was judged last. */
  #now: number;
  /** Stations or bins may be gone. */
  #isTownNew = true;
  /** Something of a station was changed by a person, and is not in the journal. */
  mustSave = false;

  constructor(settings: WatchSettings, now: number) {
    this.#settings = settings;
    this.#now = now;
    const wasOffline = (id: string) => this.book.since(id)?.['station-offline'] !== undefined;
    this.#presences = new PresenceWatch({ wasOffline, now, pauseMs: settings.pauseMs });
    this.#parts = this.#openParts();
  }

  get telling(): Telling | undefined {
    return this.#parts.telling;
  }

  get book(): AlertBook {
    return this.#parts.book;
  }

  /** Those that are open, the newest first. */
  advisories(): Advisory[] {
    return this.#parts.advisories.open();
  }

  /** Forgets everything and takes what is stored. */
  load(state: Pick<StateStore, 'list'>): void {
    this.#records.load(state);
    this.#events = [];
    this.mustSave = false;
    this.#isTownNew = true;
    this.derived.load(state);
    this.#parts = this.#openParts(state);
  }

  /** What of it concerns alerts that are open takes effect with the next look. */
  setTown(change: TownChange): void {
    this.town.change(change);
    this.#isTownNew = true;
    this.#parts.judge.placesChanged();
    this.telling?.placesChanged();
  }

  record(station: string): StationRecord | undefined {
    return this.#records.get(station);
  }

  /** How levels are judged there. */
  binSettings(station: string): SettingsOf {
    return this.#parts.judge.binSettings(station);
  }

  /** For a change that is not in the journal. */
  recordToChange(station: string): StationRecord {
    this.mustSave = true;
    return this.#records.toChange(station);
  }

  /** An entry whose effect on alerts is known already. */
  replay(entry: Entry): void {
    if (!isOfStation(entry)) return;
    noteOfStation(this.#records.toChange(entry.station), entry, {
      settingsOf: this.binSettings(entry.station),
    });
  }

  apply(entry: Entry): void {
    if (entry.type === 'emptying' || entry.type === 'alert-event') this.derived.confirm(entry.id);
    else if (isOfStation(entry)) this.#applyOfStation(entry);
  }

  /** What time alone changes. `open`: the hub takes messages, so silence means something. */
  look(now: number, open: boolean): void {
    this.#now = now;
    const passedMs = this.#presences.listen(now, open);
    if (this.#isTownNew) this.#forgetWhatIsGone(now);
    const inTurn = this.#round.next(this.town.stations(), passedMs).map(({ id }) => id);
    for (const id of new Set([...this.#presences.takeStirred(), ...inTurn])) this.#lookAtStation(id, now);
    this.book.tick(now);
    this.#lookAtAdvisories(now);
    this.telling?.look(now);
  }

  /** All that rules say of a station now. */
  judge(station: string, now: number): void {
    this.#now = now;
    const known = this.#stationNow(station, now);
    if (known) this.#parts.judge.judgeAll(known);
  }

  conclude(entry: DerivedEntry): void {
    this.derived.add(entry);
  }

  /** Of alerts and of what was concluded; for one transaction. */
  takeChanges(state: Pick<StateStore, 'list'>): StateChange[] {
    const changes = this.book.takeChanges(this.#now);
    for (const event of changes.events) {
      this.conclude(event);
      const alert = this.book.get(event.alertId);
      if (!alert) continue;
      this.#events.push({ type: 'alert', alert, event });
      this.telling?.note(event, alert);
    }
    return [
      ...bookChanges(changes, state),
      ...this.#parts.advisories.takeChanges(),
      ...this.derived.takeChanges(),
      ...(this.telling?.takeChanges() ?? []),
    ];
  }

  /** How many changes `takeStationChanges` has. */
  get stationChanges(): number {
    return this.#records.touched;
  }

  /** Of stations; for the transaction that keeps the place in the journal which they reflect. */
  takeStationChanges(): StateChange[] {
    this.mustSave = false;
    return this.#records.takeChanges();
  }

  /** To be told once what they tell of is on disk. */
  takeEvents(): WatchEvent[] {
    return [...this.#events.splice(0), ...this.levels.take()];
  }

  #applyOfStation(entry: StationEntry): void {
    const now = takenAt(entry);
    this.#now = now;
    const onLevel = this.levels.isAsked ? this.#onLevel : undefined;
    const noting = { settingsOf: this.binSettings(entry.station), ...(onLevel && { onLevel }) };
    this.#presences.heard(entry.station, entry.type === 'status');
    const { bins, emptyings } = noteOfStation(this.#records.toChange(entry.station), entry, noting);
    for (const emptying of emptyings) this.conclude(emptying);
    const isOfStationRules = entry.type === 'event' || entry.type === 'status';
    if (bins.length === 0 && !isOfStationRules) return;
    const station = this.#stationNow(entry.station, now);
    if (!station) return;
    if (isOfStationRules) this.#parts.judge.judgeStation(station);
    this.#parts.judge.judgeBins(station, bins);
  }

  #onLevel = (bin: BinState, reading: FillLevel, judged: Judged): void => {
    const level = reading.bins.find(({ binId }) => binId === bin.binId);
    if (level) this.levels.note(bin, level, { at: reading.at, judged });
  };

  #forgetWhatIsGone(now: number): void {
    this.#isTownNew = false;
    const stations = new Set(
      this.book.list({}).flatMap(({ state, station }) => (state === 'resolved' ? [] : station)),
    );
    for (const id of stations) this.book.retain(id, this.town.station(id)?.bins, now);
    this.#presences.forgetOthers((id) => this.town.station(id) !== undefined);
  }

  #lookAtStation(station: string, now: number): void {
    const known = this.#stationNow(station, now);
    if (!known) return;
    const { facts, presence } = known;
    const { state } = presence;
    const isNews = this.#presences.see(station, presence) && state !== 'unknown';
    if (isNews) this.#events.push({ type: 'presence', station, grid: facts.grid, state, at: now });
    this.#parts.judge.judgeAll(known);
  }

  #lookAtAdvisories(now: number): void {
    for (const event of this.#parts.advisories.look(() => this.book.list({ state: 'firing' }), now)) {
      this.#events.push(event);
      if (event.type === 'advisory') this.telling?.noteAdvisory(event);
    }
  }

  #stationNow(station: string, now: number): StationNow | undefined {
    const facts = this.town.station(station);
    if (!facts) return undefined;
    const record = this.#records.get(station) ?? createStationRecord();
    return { facts, record, presence: this.#presences.of(facts, record, now), now };
  }

  #openParts(state?: Pick<StateStore, 'list'>): WatchParts {
    const stations = {
      town: this.town,
      binsOf: (id: string) => this.#records.get(id)?.bins ?? [],
      binsHeardOf: (id: string) => {
        const known = this.#stationNow(id, this.#now);
        return !known || known.presence.state === 'offline' ? [] : known.record.bins;
      },
    };
    return openWatchParts(this.#settings, stations, state);
  }
}

function isOfStation(entry: Entry): entry is StationEntry {
  return entry.type !== 'health' && entry.type !== 'emptying' && entry.type !== 'alert-event';
}
