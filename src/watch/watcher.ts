// What watch knows, and what follows from it: entries of the journal change stations, rules judge them, the book of
// alerts changes. In memory; what has to be kept is taken from here. It must not know disks, threads, nor any clock.
import type { DerivedEntry, Entry, StationEntry } from '../model/entry.ts';
import { presenceAt } from '../model/presence.ts';
import type { Presence } from '../model/present.ts';
import type { FillLevel } from '../model/reading.ts';
import type { Stream } from '../model/stream.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import { ADVISORY_DEFAULTS, type Advisory } from './advisories/advisory.ts';
import { AdvisoryBook } from './advisories/advisory-book.ts';
import { AlertBook } from './alerts/alert-book.ts';
import type { BinState, Judged } from './bin-state/bin-state.ts';
import { DEFAULT_BIN_SETTINGS } from './bin-state/settings.ts';
import { bookChanges, storedBook } from './book-state.ts';
import { DerivedOutbox } from './derived-outbox.ts';
import { LevelNews } from './level-news.ts';
import type { TownChange } from './station-facts.ts';
import { StationJudge, type StationNow } from './station-judge.ts';
import { Telling } from './telling.ts';
import { Town } from './town.ts';
import type { WatchEvent } from './watch.ts';
import type { WatchSettings } from './watch-settings.ts';
import { createStationRecord, noteOfStation, type StationRecord, takenAt } from './watched-station.ts';

const STATION = 'station';
/** All that time alone changes is looked at once in that time, some of it each second. */
const ROUND_MS = 10_000;
/** After a pause longer than this, of the hub or of its clock, stations have time again to be heard of. */
const PAUSE_MS = 120_000;

export class Watcher {
  readonly town = new Town();
  readonly derived = new DerivedOutbox();
  readonly levels = new LevelNews();
  readonly #settings: WatchSettings;
  readonly #stations = new Map<string, StationRecord>();
  readonly #touched = new Set<string>();
  /** As each was when it was last looked at. */
  readonly #presences = new Map<string, Presence['state']>();
  #book: AlertBook;
  #judge: StationJudge;
  #advisories: AdvisoryBook;
  #telling: Telling | undefined;
  #events: WatchEvent[] = [];
  /** Of what was judged last. */
  #now: number;
  #lookedAt: number;
  /** Since when the hub has been listening without a pause. */
  #listeningSince: number;
  #open = true;
  /** Stations or bins may be gone. */
  #isTownNew = true;
  /** Where the next look goes on, as a share of all stations. */
  #round = 0;
  /** Something of a station was changed by a person, and is not in the journal. */
  mustSave = false;

  constructor(settings: WatchSettings, now: number) {
    this.#settings = settings;
    this.#now = now;
    this.#lookedAt = now;
    this.#listeningSince = now;
    this.#book = this.#openBook();
    this.#advisories = this.#openAdvisories();
    this.#judge = this.#createJudge();
    this.#telling = this.#createTelling();
  }

  get telling(): Telling | undefined {
    return this.#telling;
  }

  get book(): AlertBook {
    return this.#book;
  }

  /** Those that are open, the newest first. */
  advisories(): Advisory[] {
    return this.#advisories.open();
  }

  /** Forgets everything and takes what is stored. */
  load(state: Pick<StateStore, 'list'>): void {
    this.#stations.clear();
    this.#touched.clear();
    this.#events = [];
    this.mustSave = false;
    this.#isTownNew = true;
    for (const { key, value } of state.list<StationRecord>([STATION]))
      this.#stations.set(String(key[1]), value);
    this.derived.load(state);
    this.#book = this.#openBook(state);
    this.#advisories = this.#openAdvisories(state);
    this.#judge = this.#createJudge();
    this.#telling = this.#createTelling(state);
  }

  /** What of it concerns alerts that are open takes effect with the next look. */
  setTown(change: TownChange): void {
    this.town.change(change);
    this.#isTownNew = true;
    this.#judge.placesChanged();
    this.#telling?.placesChanged();
  }

  record(station: string): StationRecord | undefined {
    return this.#stations.get(station);
  }

  /** For a change that is not in the journal. */
  recordToChange(station: string): StationRecord {
    this.mustSave = true;
    return this.#recordOf(station);
  }

  /** An entry whose effect on alerts is known already. */
  replay(entry: Entry): void {
    if (!isOfStation(entry)) return;
    noteOfStation(this.#recordOf(entry.station), entry, { settings: DEFAULT_BIN_SETTINGS });
  }

  apply(entry: Entry): void {
    if (entry.type === 'emptying' || entry.type === 'alert-event') this.derived.confirm(entry.id);
    else if (isOfStation(entry)) this.#applyOfStation(entry);
  }

  /** What time alone changes. `open`: the hub takes messages, so silence means something. */
  look(now: number, open: boolean): void {
    this.#now = now;
    const passedMs = now - this.#lookedAt;
    if (Math.abs(passedMs) > PAUSE_MS || (open && !this.#open)) this.#listeningSince = now;
    this.#lookedAt = now;
    this.#open = open;
    if (this.#isTownNew) this.#forgetWhatIsGone(now);
    this.#lookAtPresences(now);
    this.#lookAtShare(now, Math.abs(passedMs) / ROUND_MS);
    this.#book.tick(now);
    this.#lookAtAdvisories(now);
    this.#telling?.look(now);
  }

  /** All that rules say of a station now. */
  judge(station: string, now: number): void {
    this.#now = now;
    const known = this.#stationNow(station, now);
    if (!known) return;
    this.#judge.judgeStation(known);
    this.#judge.judgeBins(known, known.record.bins);
  }

  conclude(entry: DerivedEntry): void {
    this.derived.add(entry);
  }

  /** Of alerts and of what was concluded; for one transaction. */
  takeChanges(state: Pick<StateStore, 'list'>): StateChange[] {
    const changes = this.#book.takeChanges(this.#now);
    for (const event of changes.events) {
      this.conclude(event);
      const alert = this.#book.get(event.alertId);
      if (!alert) continue;
      this.#events.push({ type: 'alert', alert, event });
      this.#telling?.note(event, alert);
    }
    return [
      ...bookChanges(changes, state),
      ...this.#advisories.takeChanges(),
      ...this.derived.takeChanges(),
      ...(this.#telling?.takeChanges() ?? []),
    ];
  }

  /** Of stations; for the transaction that keeps the place in the journal which they reflect. */
  takeStationChanges(): StateChange[] {
    const changes = [...this.#touched].map((id) => ({ key: [STATION, id], value: this.#stations.get(id) }));
    this.#touched.clear();
    this.mustSave = false;
    return changes;
  }

  /** To be told once what they tell of is on disk. */
  takeEvents(): WatchEvent[] {
    return [...this.#events.splice(0), ...this.levels.take()];
  }

  #applyOfStation(entry: StationEntry): void {
    const now = takenAt(entry);
    this.#now = now;
    const onLevel = this.levels.isAsked ? this.#onLevel : undefined;
    const noting = { settings: DEFAULT_BIN_SETTINGS, ...(onLevel && { onLevel }) };
    const { bins, emptyings } = noteOfStation(this.#recordOf(entry.station), entry, noting);
    for (const emptying of emptyings) this.conclude(emptying);
    const isOfStationRules = entry.type === 'event' || entry.type === 'status';
    if (bins.length === 0 && !isOfStationRules) return;
    const station = this.#stationNow(entry.station, now);
    if (!station) return;
    if (isOfStationRules) this.#judge.judgeStation(station);
    this.#judge.judgeBins(station, bins);
  }

  #onLevel = (bin: BinState, reading: FillLevel, judged: Judged): void => {
    const level = reading.bins.find(({ binId }) => binId === bin.binId);
    if (level) this.levels.note(bin, level, { at: reading.at, judged });
  };

  #forgetWhatIsGone(now: number): void {
    this.#isTownNew = false;
    const stations = new Set(
      this.#book.list({}).flatMap(({ state, station }) => (state === 'resolved' ? [] : station)),
    );
    for (const id of stations) this.#book.retain(id, this.town.station(id)?.bins, now);
    for (const id of this.#presences.keys()) if (!this.town.station(id)) this.#presences.delete(id);
  }

  #lookAtPresences(now: number): void {
    for (const { id, grid } of this.town.stations()) {
      const { state } = this.#presenceOf(id, now);
      const before = this.#presences.get(id);
      if (state === before) continue;
      this.#presences.set(id, state);
      // After a start: each station is judged in its turn.
      if (before === undefined) continue;
      if (state !== 'unknown') this.#events.push({ type: 'presence', station: id, grid, state, at: now });
      this.judge(id, now);
    }
  }

  #lookAtAdvisories(now: number): void {
    for (const event of this.#advisories.look(() => this.#book.list({ state: 'firing' }), now)) {
      this.#events.push(event);
      if (event.type === 'advisory') this.#telling?.noteAdvisory(event);
    }
  }

  /** Each station in turn, so that no look takes long. */
  #lookAtShare(now: number, share: number): void {
    const stations = [...this.town.stations()];
    const from = this.#round;
    const to = Math.min(from + share, from + 1);
    const first = Math.floor(from * stations.length);
    const last = Math.floor(to * stations.length);
    for (let i = first; i < last; i += 1) {
      const station = stations[i % stations.length];
      if (station) this.judge(station.id, now);
    }
    this.#round = to % 1;
  }

  #stationNow(station: string, now: number): StationNow | undefined {
    const facts = this.town.station(station);
    if (!facts) return undefined;
    const record = this.#stations.get(station) ?? createStationRecord();
    return { facts, record, presence: this.#presenceOf(station, now), now };
  }

  #presenceOf(station: string, now: number): Presence {
    const { presence, lastMessageAt } = this.#stations.get(station) ?? createStationRecord();
    const reportingMinutes = this.town.station(station)?.reportingMinutes ?? 0;
    const hubStartedAt = this.#listeningSince;
    const context = { now, hubStartedAt, reportingMinutes, open: this.#open };
    const known = presenceAt({ presence, lastMessageAt }, context);
    const isHeard = (lastMessageAt ?? 0) >= hubStartedAt;
    if (known.state !== 'online' || isHeard) return known;
    // It was silent before the hub's own pause: the time it gets to be heard of does not say that it is back.
    const wasOffline = this.#book.since(station)['station-offline'] !== undefined;
    return wasOffline ? { ...known, state: 'unknown' } : known;
  }

  #recordOf(station: string): StationRecord {
    this.#touched.add(station);
    let record = this.#stations.get(station);
    if (!record) {
      record = createStationRecord();
      this.#stations.set(station, record);
    }
    return record;
  }

  #openBook(state?: Pick<StateStore, 'list'>): AlertBook {
    const pathOf = (grid: string) => this.town.pathOf(grid);
    return new AlertBook({ pathOf, ...(state && { stored: storedBook(state) }) });
  }

  #createTelling(state?: Pick<StateStore, 'list'>): Telling | undefined {
    const { alerts, people } = this.#settings;
    if (!people) return undefined;
    return new Telling({
      people,
      alerts,
      town: this.town,
      binsOf: (station) => this.#stations.get(station)?.bins ?? [],
      ...(state && { stored: { alerts: storedBook(state).alerts, state } }),
    });
  }

  #openAdvisories(stored?: Pick<StateStore, 'list'>): AdvisoryBook {
    return new AdvisoryBook({
      settings: this.#settings.alerts.advisories ?? ADVISORY_DEFAULTS,
      stations: () => this.town.stations(),
      station: (id) => this.town.station(id),
      binsOf: (id) =>
        this.#presenceOf(id, this.#now).state === 'offline' ? [] : (this.record(id)?.bins ?? []),
      ...(stored && { stored }),
    });
  }

  #createJudge(): StationJudge {
    const extraHours = (grid: string, stream: Stream) => this.#advisories.extraHours(grid, stream);
    const { alerts: settings } = this.#settings;
    return new StationJudge({ settings, town: this.town, book: this.#book, extraHours });
  }
}

function isOfStation(entry: Entry): entry is StationEntry {
  return entry.type !== 'health' && entry.type !== 'emptying' && entry.type !== 'alert-event';
}
