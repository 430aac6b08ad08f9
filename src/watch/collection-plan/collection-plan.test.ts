import { describe, expect, it } from 'vitest';
import type { Bin } from '../../model/station.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import { type PlanQuestion, planCollection } from './collection-plan.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 30);
const HOUR_MS = 3_600_000;

function station(id: string, east = 0, more: object = {}) {
  const bins: Bin[] = [
    { id: 'food-1', stream: 'food', litres: 240 },
    { id: 'residual-1', stream: 'residual', litres: 120 },
  ];
  const place = { latitude: 29.55, longitude: 106.59 + east / 100_000 };
  return { id, name: `Station ${id}`, grid: 'e-1', bins, reportingMinutes: 10, ...place, ...more };
}

type Known = Partial<BinState>;

function plan(
  stations: ReturnType<typeof station>[],
  known: Record<string, Known>,
  more: Partial<PlanQuestion> = {},
) {
  const stateOf = (id: string, binId: string) => {
    const state = known[`${id}/${binId}`];
    return state && ({ station: id, binId, cleanAt: NOW, ...state } as BinState);
  };
  const question = { now: NOW, horizonHours: 12, fullLevel: 0.8, freshPeriods: 3, ...more };
  return planCollection(stations, stateOf, question);
}

describe('the plan', () => {
  it('holds what is full and what will be, by the mean rate of the bin, and the litres', () => {
    const { stops } = plan([station('s-1')], {
      's-1/food-1': { cleanLevel: 0.5, meanRatePerHour: 0.05 },
      's-1/residual-1': { cleanLevel: 0.9, meanRatePerHour: 0.02 },
    });
    expect(stops).toMatchObject([
      {
        station: 's-1',
        fullAt: NOW,
        bins: [
          { binId: 'residual-1', fullAt: NOW, litresNow: 108, litresAtHorizon: 120, stale: false },
          { binId: 'food-1', fullAt: NOW + 6 * HOUR_MS, litresNow: 120, litresAtHorizon: 240 },
        ],
        litresNow: 228,
        litresAtHorizon: 360,
      },
    ]);
  });

  it('leaves out what is not full within the horizon', () => {
    const slow = { 's-1/food-1': { cleanLevel: 0.5, meanRatePerHour: 0.02 } };
    expect(plan([station('s-1')], slow).stops).toEqual([]);
    expect(plan([station('s-1')], slow, { horizonHours: 15 }).stops).toHaveLength(1);
    expect(plan([station('s-1')], { 's-1/food-1': { cleanLevel: 0.79 } }).stops).toEqual([]);
  });

  it('reckons on from the time of the level, and says when that is long ago', () => {
    const known = { 's-1/food-1': { cleanLevel: 0.5, cleanAt: NOW - 4 * HOUR_MS, meanRatePerHour: 0.05 } };
    expect(plan([station('s-1')], known).stops[0]?.bins).toMatchObject([
      { level: 0.5, litresNow: 168, fullAt: NOW + 2 * HOUR_MS, stale: true },
    ]);
  });

  it('names the bins of which nothing is known', () => {
    const { stops, unknownBins } = plan([station('s-1')], { 's-1/food-1': {} }, { stream: 'food' });
    expect(stops).toEqual([]);
    expect(unknownBins).toEqual([{ station: 's-1', binId: 'food-1', stream: 'food' }]);
  });

  it('can be of one stream', () => {
    const full = { cleanLevel: 1 };
    const { stops } = plan(
      [station('s-1')],
      { 's-1/food-1': full, 's-1/residual-1': full },
      { stream: 'food' },
    );
    expect(stops[0]?.bins.map(({ binId }) => binId)).toEqual(['food-1']);
  });
});

describe('its order', () => {
  const full = { cleanLevel: 0.9, meanRatePerHour: 0.01 };
  const soon = { cleanLevel: 0.7, meanRatePerHour: 0.1 };

  it('of urgency begins with what is full, with the most in it', () => {
    const { stops } = plan([station('a'), station('b'), station('c')], {
      'a/food-1': soon,
      'b/food-1': full,
      'c/food-1': { ...full, cleanLevel: 0.95, cleanAt: NOW - HOUR_MS },
    });
    expect(stops.map(({ station: id, urgencyRank }) => [id, urgencyRank])).toEqual([
      ['c', 1],
      ['b', 2],
      ['a', 3],
    ]);
  });

  it('of driving begins with the most urgent and goes to the nearest', () => {
    const stations = [
      station('a', 0),
      station('b', 300),
      station('c', 100),
      station('d', 0, { latitude: undefined }),
    ];
    const { stops, distanceM } = plan(stations, {
      'a/food-1': { cleanLevel: 0.99 },
      'b/food-1': { cleanLevel: 0.95 },
      'c/food-1': soon,
      'd/food-1': full,
    });
    const driven = [...stops].sort((one, other) => (one.drivingRank ?? 9) - (other.drivingRank ?? 9));
    expect(driven.map(({ station: id, drivingRank }) => [id, drivingRank])).toEqual([
      ['a', 1],
      ['c', 2],
      ['b', 3],
      ['d', undefined],
    ]);
    expect(driven.map(({ legM }) => legM)).toEqual([undefined, 97, 193, undefined]);
    expect(distanceM).toBe(290);
  });
});
