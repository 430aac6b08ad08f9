// The advisories of a town, kept between two looks: which are open, what is told of them, what has to be stored. It
// must not know where alerts come from, nor who listens.
import type { Stream } from '../../model/stream.ts';
import type { StateChange, StateStore } from '../../state/state-store.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import type { StationFacts } from '../station-facts.ts';
import type { WatchEvent } from '../watch.ts';
import type { Advisory, AdvisorySettings, AdvisoryState, Alternative } from './advisory.ts';
import { findAlternatives } from './alternatives.ts';
import type { FiringAlert } from './causes.ts';
import { freeLitres } from './room.ts';
import { createAdvisoryState, stepAdvisories, warnedStreams } from './step-advisories.ts';

const PREFIX = ['advisories'];
const KEY = [...PREFIX, 'town'];
/** What is warned of lasts hours: a few seconds are soon enough, and cheap. */
const LOOK_EVERY_MS = 5_000;
/** A level is too old to send people there after so many reporting periods without another. */
const FRESH_PERIODS = 3;
const MINUTE_MS = 60_000;

export interface AdvisoryBookOptions {
  settings: AdvisorySettings;
  stations: () => Iterable<StationFacts>;
  station: (id: string) => StationFacts | undefined;
  /** None of a station that cannot be heard of now. */
  binsOf: (station: string) => readonly BinState[];
  stored?: Pick<StateStore, 'list'>;
}

export class AdvisoryBook {
  readonly #options: AdvisoryBookOptions;
  readonly #state: AdvisoryState;
  /** By area; asked with each reading. */
  #warned: Map<string, Set<Stream>>;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isChanged = false;

  constructor(options: AdvisoryBookOptions) {
    this.#options = options;
    const [stored] = [...(options.stored?.list<AdvisoryState>(PREFIX) ?? [])];
    this.#state = stored?.value ?? createAdvisoryState();
    this.#warned = warnedStreams(this.#state);
  }

  /** The newest first. */
  open(): Advisory[] {
    return [...this.#state.open].sort((a, b) => b.since - a.since);
  }

  /** Hours that forecasts look further ahead, where an area is warned of the stream. */
  extraHours(grid: string, stream: Stream): number | undefined {
    return this.#warned.get(grid)?.has(stream) ? this.#options.settings.extraHours : undefined;
  }

  /** What is to be told, once it is stored. `firing` is asked every few seconds, not with each call. */
  look(firing: () => Iterable<FiringAlert>, now: number): WatchEvent[] {
    if (Math.abs(now - this.#lookedAt) < LOOK_EVERY_MS) return [];
    this.#lookedAt = now;
    const before = JSON.stringify(this.#state);
    const alternatives = (station: string, stream: Stream) => this.#alternatives(station, stream, now);
    const { settings } = this.#options;
    const step = stepAdvisories(this.#state, { firing: firing(), alternatives, settings, now });
    this.#warned = warnedStreams(this.#state);
    this.#isChanged ||= JSON.stringify(this.#state) !== before;
    const told = (kind: 'started' | 'renewed' | 'ended', advisories: Advisory[]): WatchEvent[] =>
      advisories.map((advisory) => ({ type: 'advisory', kind, advisory, at: now }));
    return [
      ...told('ended', step.ended),
      ...told('started', step.started),
      ...told('renewed', step.renewed),
      ...step.messages.map((message) => ({ type: 'advisory-message' as const, ...message })),
    ];
  }

  /** For one transaction with the alerts. */
  takeChanges(): StateChange[] {
    if (!this.#isChanged) return [];
    this.#isChanged = false;
    return [{ key: KEY, value: this.#state }];
  }

  #alternatives(id: string, stream: Stream, now: number): Alternative[] {
    const { stations, station, binsOf, settings } = this.#options;
    const from = station(id);
    if (!from) return [];
    const free = (other: string): number => {
      const facts = station(other);
      if (!facts) return 0;
      const freshMs = FRESH_PERIODS * facts.reportingMinutes * MINUTE_MS;
      const limits = { now, fullLevel: settings.fullLevel, freshMs };
      return freeLitres(stream, { bins: facts.bins, states: binsOf(other) }, limits);
    };
    return findAlternatives({ from, stations: stations(), freeLitres: free, settings, now });
  }
}
