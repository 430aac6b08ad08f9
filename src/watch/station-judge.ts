// Asks the rules about a station and its bins, and tells the book of alerts what they say. It must not know where
// readings come from, nor what becomes of an alert.
import type { Presence } from '../model/present.ts';
import type { Stream } from '../model/stream.ts';
import type { AlertBook } from './alerts/alert-book.ts';
import type { Judgement } from './alerts/condition.ts';
import type { HoldingSince } from './alerts/condition-book.ts';
import type { BinState } from './bin-state/bin-state.ts';
import { type AlertSettings, type PlaceSettings, settingsAt } from './rules/alert-settings.ts';
import { BIN_RULES, STATION_RULES } from './rules/index.ts';
import type { BinSubject, Rule, RuleSettings, StationSubject, Verdict } from './rules/rule.ts';
import type { StationFacts } from './station-facts.ts';
import type { Town } from './town.ts';
import { isLate, type SettingsOf, type StationRecord } from './watched-station.ts';

export interface StationNow {
  facts: StationFacts;
  record: StationRecord;
  /** Silence taken into account. */
  presence: Presence;
  now: number;
}

export interface StationJudgeOptions {
  settings: AlertSettings;
  town: Town;
  book: AlertBook;
  /** Hours that forecasts look further ahead. */
  extraHours?: (grid: string, stream: Stream) => number | undefined;
}

const MINUTE_MS = 60_000;
const NOTHING_HOLDS: HoldingSince = Object.freeze({});

export class StationJudge {
  readonly #options: StationJudgeOptions;
  /** By station and stream; forgotten when a station or an area changes. */
  readonly #settings = new Map<string, Map<Stream | undefined, PlaceSettings>>();

  constructor(options: StationJudgeOptions) {
    this.#options = options;
  }

  /** What is set for places may be another. */
  placesChanged(): void {
    this.#settings.clear();
  }

  judgeAll(station: StationNow): void {
    this.judgeStation(station);
    this.judgeBins(station, station.record.bins);
  }

  /** How levels are judged there; at a station that the town does not know, as set for the town. */
  binSettings(station: string): SettingsOf {
    const facts = this.#options.town.station(station);
    return (stream) => (facts ? this.#settingsAt(facts, stream) : this.#options.settings).bins;
  }

  judgeStation(station: StationNow): void {
    const { facts, record, presence, now } = station;
    const { rules } = this.#settingsAt(facts, undefined);
    const subject: StationSubject = {
      station: facts.id,
      reportingMinutes: facts.reportingMinutes,
      zone: facts.zone,
      presence,
      signs: record.signs,
      holdingSince: this.#options.book.since(facts.id) ?? NOTHING_HOLDS,
    };
    for (const rule of STATION_RULES) {
      const verdict = rule.judge(rules[rule.id], subject, now);
      if (verdict && changesAnything(verdict, subject))
        this.#tell({ rule, settings: rules[rule.id], verdict, station });
    }
  }

  judgeBins(station: StationNow, bins: readonly BinState[]): void {
    for (const bin of bins) if (isInUse(bin, station)) this.#judgeBin(station, bin);
  }

  /** `collection-overdue` asks since when `bin-full` is open: it is judged after it. */
  #judgeBin(station: StationNow, bin: BinState): void {
    const { facts, record, presence, now } = station;
    const { book, extraHours } = this.#options;
    const { rules, serviceHours } = this.#settingsAt(facts, bin.stream);
    const subject: BinSubject = {
      station: facts.id,
      reportingMinutes: facts.reportingMinutes,
      zone: facts.zone,
      presence,
      signs: record.signs,
      holdingSince: book.since(facts.id, bin.binId) ?? NOTHING_HOLDS,
      bin,
      serviceHours,
      extraHours: extraHours?.(facts.grid, bin.stream),
    };
    for (const rule of BIN_RULES) {
      const verdict = rule.judge(rules[rule.id], subject, now);
      if (!verdict || !changesAnything(verdict, subject)) continue;
      this.#tell({ rule, settings: rules[rule.id], verdict, station, bin });
      if (isNews(verdict, subject.holdingSince[rule.id], now))
        subject.holdingSince = book.since(facts.id, bin.binId) ?? NOTHING_HOLDS;
    }
  }

  #tell({ rule, settings, verdict, station, bin }: Told): void {
    const { facts, record, now } = station;
    const judgement: Judgement = {
      rule: rule.id,
      kind: rule.kind,
      station: facts.id,
      grid: facts.grid,
      binId: bin?.binId,
      stream: bin?.stream,
      verdict,
      holdMs: settings.holdMinutes * MINUTE_MS,
      roomLeft: isCard(rule, verdict) && bin ? roomLeft(facts, record, bin.stream) : undefined,
    };
    this.#options.book.judge(judgement, now);
  }

  #settingsAt({ id, grid }: StationFacts, stream: Stream | undefined): PlaceSettings {
    if (this.#options.settings.overrides.length === 0) return this.#options.settings;
    const ofStation = this.#settings.get(id) ?? new Map<Stream | undefined, PlaceSettings>();
    this.#settings.set(id, ofStation);
    let settings = ofStation.get(stream);
    if (!settings) {
      const place = { station: id, gridPath: this.#options.town.pathOf(grid), ...(stream && { stream }) };
      settings = settingsAt(this.#options.settings, place);
      ofStation.set(stream, settings);
    }
    return settings;
  }
}

interface Told {
  rule: Rule;
  settings: RuleSettings;
  verdict: Verdict;
  station: StationNow;
  bin?: BinState;
}

/** Almost no verdict does: where nothing is open, all rules but one say that nothing is the case. */
function changesAnything({ holds }: NonNullable<Verdict>, { holdingSince }: StationSubject): boolean {
  return holds || holdingSince !== NOTHING_HOLDS;
}

/** Whether it may hold since another time than before; a clock that was set back begins a hold anew. */
function isNews({ holds }: NonNullable<Verdict>, since: number | undefined, now: number): boolean {
  return holds ? since === undefined || now < since : since !== undefined;
}

/** A level that came late says nothing of the present; a bin that is no longer there, nothing at all. */
function isInUse({ binId, stream }: BinState, { facts, record }: StationNow): boolean {
  return !isLate(record, binId) && facts.bins.some((bin) => bin.id === binId && bin.stream === stream);
}

/** Room makes a card less urgent, and nothing that is about the device. */
function isCard({ kind }: Rule, verdict: Verdict): boolean {
  return kind === 'full' && verdict?.holds === true;
}

/** Free share of the litres of all bins of the stream; of what is unknown nothing is free. */
function roomLeft({ bins }: StationFacts, record: StationRecord, stream: Stream): number {
  let litres = 0;
  let free = 0;
  for (const bin of bins) {
    if (bin.stream !== stream) continue;
    const level = record.bins.find(({ binId }) => binId === bin.id)?.cleanLevel ?? 1;
    litres += bin.litres;
    free += bin.litres * (1 - level);
  }
  return litres > 0 ? free / litres : 0;
}
