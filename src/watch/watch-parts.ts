// What draws conclusions from what is known of stations: the book of alerts, the judge that asks the rules, the
// advisories, and the telling of people. Opened together, from what was stored together.
import type { Stream } from '../model/stream.ts';
import type { StateStore } from '../state/state-store.ts';
import { AdvisoryBook } from './advisories/advisory-book.ts';
import { AlertBook } from './alerts/alert-book.ts';
import type { BinState } from './bin-state/bin-state.ts';
import { storedBook } from './book-state.ts';
import { StationJudge } from './station-judge.ts';
import { Telling } from './telling.ts';
import type { Town } from './town.ts';
import type { WatchSettings } from './watch-settings.ts';

export interface WatchParts {
  book: AlertBook;
  judge: StationJudge;
  advisories: AdvisoryBook;
  /** Absent where nobody is to be told. */
  telling: Telling | undefined;
}

export interface KnownStations {
  town: Town;
  binsOf: (station: string) => readonly BinState[];
  /** None of a station that cannot be heard of now. */
  binsHeardOf: (station: string) => readonly BinState[];
}

/** Without `state` nothing is known of before. */
export function openWatchParts(
  { alerts: settings, people }: WatchSettings,
  { town, binsOf, binsHeardOf }: KnownStations,
  state?: Pick<StateStore, 'list'>,
): WatchParts {
  const stored = state && storedBook(state);
  const book = new AlertBook({ pathOf: (grid) => town.pathOf(grid), ...(stored && { stored }) });
  const advisories = new AdvisoryBook({
    settings: settings.advisories,
    stations: () => town.stations(),
    station: (id) => town.station(id),
    binsOf: binsHeardOf,
    ...(state && { stored: state }),
  });
  const extraHours = (grid: string, stream: Stream) => advisories.extraHours(grid, stream);
  const judge = new StationJudge({ settings, town, book, extraHours });
  const told = stored && state && { stored: { alerts: stored.alerts, state } };
  const telling = people && new Telling({ people, alerts: settings, town, binsOf, ...told });
  return { book, judge, advisories, telling };
}
