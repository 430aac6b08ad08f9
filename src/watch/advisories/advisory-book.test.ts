import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../state/state-store.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import type { StationFacts } from '../station-facts.ts';
import type { WatchEvent } from '../watch.ts';
import { ADVISORY_DEFAULTS } from './advisory.ts';
import { AdvisoryBook } from './advisory-book.ts';
import type { FiringAlert } from './causes.ts';

const NOW = Date.UTC(2026, 10, 23, 2);
const SECOND_MS = 1_000;
const overflowing: FiringAlert = {
  rule: 'bin-overflowing',
  station: 's-1',
  grid: 'e-1',
  stream: 'food',
  binIds: ['food-1'],
};

function station(id: string, north: number): StationFacts {
  return {
    id,
    name: `站 ${id}`,
    grid: 'e-1',
    latitude: 29.55 + north / 111_195,
    longitude: 106.59,
    bins: [{ id: 'food-1', stream: 'food', litres: 240 }],
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
  };
}

function openBook(levels: Record<string, number>, stored?: Pick<StateStore, 'list'>): AdvisoryBook {
  const stations = new Map(['s-1', 's-2', 's-3'].map((id, place) => [id, station(id, place * 200)]));
  const bin = (id: string, cleanLevel: number) =>
    ({ station: id, binId: 'food-1', stream: 'food', cleanLevel, cleanAt: NOW }) as BinState;
  return new AdvisoryBook({
    settings: ADVISORY_DEFAULTS,
    stations: () => stations.values(),
    station: (id) => stations.get(id),
    binsOf: (id) => (levels[id] === undefined ? [] : [bin(id, levels[id])]),
    ...(stored && { stored }),
  });
}

/** What a store holds that was given these changes. */
function storeOf(changes: ReturnType<AdvisoryBook['takeChanges']>): Pick<StateStore, 'list'> {
  const rows = JSON.parse(JSON.stringify(changes));
  return { list: () => rows };
}

const kindsOf = (events: WatchEvent[]) =>
  events.map((event) => (event.type === 'advisory' ? event.kind : event.type));

describe('the advisories of a town', () => {
  it('say where there is room, and make forecasts look further ahead', () => {
    const book = openBook({ 's-1': 1, 's-2': 0.85, 's-3': 0.5 });
    const events = book.look(() => [overflowing], NOW);
    expect(kindsOf(events)).toEqual(['started', 'advisory-message']);
    expect(book.open()).toMatchObject([
      { kind: 'overflowing', alternatives: [{ station: 's-3', distanceM: 400, freeLitres: 120 }] },
    ]);
    expect(book.extraHours('e-1', 'food')).toBe(2);
    expect(book.extraHours('e-1', 'residual')).toBeUndefined();
  });

  it('are looked at every five seconds, also when the clock was set back', () => {
    const book = openBook({});
    let asked = 0;
    const firing = () => {
      asked++;
      return [];
    };
    for (const seconds of [0, 1, 4.9, 5, 6, 10, -60, -58]) book.look(firing, NOW + seconds * SECOND_MS);
    expect(asked).toBe(4);
  });

  it('are stored when something changed, and go on after a restart without being told again', () => {
    const book = openBook({ 's-1': 1, 's-3': 0.5 });
    book.look(() => [], NOW - 60 * SECOND_MS);
    expect(book.takeChanges()).toEqual([]);
    book.look(() => [overflowing], NOW);
    const store = storeOf(book.takeChanges());
    book.look(() => [overflowing], NOW + 10 * SECOND_MS);
    expect(book.takeChanges()).toEqual([]);

    const later = openBook({ 's-1': 1, 's-3': 0.5 }, store);
    expect(later.open()).toEqual(book.open());
    expect(later.look(() => [overflowing], NOW + 60 * SECOND_MS)).toEqual([]);
    later.look(() => [], NOW + 120 * SECOND_MS);
    expect(kindsOf(later.look(() => [], NOW + 420 * SECOND_MS))).toEqual(['ended', 'advisory-message']);
    expect(openBook({}, storeOf(later.takeChanges())).open()).toEqual([]);
  });
});
