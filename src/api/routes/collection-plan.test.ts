import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { BinState } from '../../watch/bin-state/bin-state.ts';

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  const at = (longitude: number) => ({ latitude: 29.55, longitude });
  await hub.registry.addStations([
    station('s-1', at(106.59)),
    station('s-2', at(106.6)),
    station('s-3', at(106.591)),
    station('w-1', { grid: 'west' }),
  ]);
});
afterEach(() => hub.close());

function bin(id: string, cleanLevel: number, meanRatePerHour = 0): BinState {
  return {
    station: id,
    binId: 'food-1',
    stream: 'food',
    grid: 'e-1',
    cleanLevel,
    cleanAt: NOW,
    meanRatePerHour,
  } as BinState;
}

interface Answer {
  stops: { station: string }[];
  unknownBins: object[];
}

async function ask(query: string) {
  const response = await hub.api.request(`/api/v1/collection-plan?${query}`);
  return { status: response.status, body: (await response.json()) as Answer };
}

describe('the collection plan', () => {
  it('tells what is full or will be, how it was told, and what is not known', async () => {
    const asked: unknown[] = [];
    hub.watch.binsOf = async (stations) => {
      asked.push(stations);
      return [bin('s-1', 0.95), bin('s-2', 0.9), bin('s-3', 0.7, 0.05)];
    };
    const { body } = await ask('area=east&stream=food&horizon=6');
    expect(asked).toEqual([['s-1', 's-2', 's-3']]);
    expect(body).toMatchObject({
      at: '2026-11-23T02:30:00.000Z',
      horizonHours: 6,
      fullLevel: 0.8,
      forecast: 'last-clean-level-plus-mean-rate',
      routing: 'nearest-neighbour',
      unknownBins: [],
    });
    expect(body.stops.map(({ station: id }) => id)).toEqual(['s-1', 's-2', 's-3']);
    expect(body.stops[2]).toMatchObject({
      urgencyRank: 3,
      drivingRank: 2,
      fullAt: '2026-11-23T04:30:00.000Z',
      bins: [{ binId: 'food-1', litresNow: 168, litresAtHorizon: 240, stale: false }],
    });
    const driven = await ask('area=east&stream=food&horizon=6&order=driving');
    expect(driven.body.stops.map(({ station: id }) => id)).toEqual(['s-1', 's-3', 's-2']);
    expect((await ask('area=west')).body.unknownBins).toHaveLength(2);
  });

  it.each([
    ['horizon=0', 400],
    ['horizon=73', 400],
    ['horizon=1.5', 400],
    ['order=best', 400],
    ['stream=glass', 400],
    ['hours=3', 400],
    ['area=nowhere', 404],
  ])('is not made with %s', async (query, status) => {
    expect((await ask(query)).status).toBe(status);
  });
});
