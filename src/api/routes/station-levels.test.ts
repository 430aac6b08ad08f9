import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import { type BinState, createBinState } from '../../watch/bin-state/bin-state.ts';

const HOUR_MS = 3_600_000;

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

interface Listed {
  items: { id: string; bins: { id: string; level?: number }[] }[];
  nextCursor?: string;
}
const list = async (query = '', headers: Record<string, string> = {}) =>
  (await (await hub.api.request(`/api/v1/station-levels${query}`, { headers })).json()) as Listed;
const idsOf = ({ items }: Listed) => items.map(({ id }) => id);

function watched(id: string, known: Partial<BinState>): BinState {
  const identity = { station: id, binId: 'food-1', stream: 'food', grid: 'e-1' } as const;
  return { ...createBinState(identity), ...known };
}

function measured(fillLevel: number, quality: 0 | 1) {
  const place = { index: 0, binId: 'food-1', stream: 'food', bootId: 'b1', seq: 7 } as const;
  return { ...place, fillLevel, quality, at: NOW - 60_000, receivedAt: NOW - 59_000 };
}

describe('GET /api/v1/station-levels', () => {
  it('shows the clean level, the last emptying and when the bin will be full', async () => {
    await hub.registry.addStations([station('s-1', { latitude: 29.5, longitude: 106.6 })]);
    const presence = { state: 'online', since: NOW - HOUR_MS, connectionId: 'secret-1' } as const;
    hub.present.set('s-1', { station: 's-1', presence, bins: [measured(0.99, 0)] });
    const lastEmptied = {
      ...{ id: 'e', at: NOW - 9 * HOUR_MS, source: 'sensor' as const, notBefore: 0 },
      ...{ levelBefore: 0.9, levelAfter: 0.1 },
    };
    hub.watch.binsOf = async () => [
      watched('s-1', { cleanLevel: 0.6, cleanAt: NOW, meanRatePerHour: 0.1, lastEmptied }),
    ];
    expect((await list()).items).toEqual([
      {
        ...{ id: 's-1', name: 'Station s-1', grid: 'e-1', latitude: 29.5, longitude: 106.6 },
        ...{ zone: 'Asia/Shanghai', state: 'online', since: '2026-11-23T01:30:00.000Z' },
        bins: [
          {
            ...{ id: 'food-1', stream: 'food', litres: 240 },
            ...{ level: 0.6, at: '2026-11-23T02:29:00.000Z', quality: 0, ratePerHour: 0.1 },
            ...{ emptiedAt: '2026-11-22T17:30:00.000Z', levelBeforeEmptying: 0.9 },
            fullAt: '2026-11-23T04:30:00.000Z',
          },
          { id: 'residual-1', stream: 'residual', litres: 240 },
        ],
      },
    ]);
  });

  it('shows what was measured while the watch knows nothing, unless the door rejected it', async () => {
    await hub.registry.addStations([station('s-1'), station('s-2')]);
    const presence = { state: 'online', since: NOW } as const;
    hub.present.set('s-1', { station: 's-1', presence, bins: [measured(0.4, 0)] });
    hub.present.set('s-2', { station: 's-2', presence, bins: [measured(7, 1)] });
    const levels = (await list()).items.map(({ bins }) => bins[0]?.level);
    expect(levels).toEqual([0.4, undefined]);
  });

  it('filters by area with everything below it, by stream, and to one station', async () => {
    const bins = [{ id: 'glass', stream: 'recyclable' as const, litres: 240 }];
    await hub.registry.addStations([
      station('s-1'),
      station('s-2', { bins }),
      station('w-1', { grid: 'west' }),
    ]);
    expect(idsOf(await list('?area=east'))).toEqual(['s-1', 's-2']);
    expect((await list('?stream=recyclable')).items).toMatchObject([{ id: 's-2', bins: [{ id: 'glass' }] }]);
    expect(idsOf(await list('?station=w-1'))).toEqual(['w-1']);
    expect((await hub.api.request('/api/v1/station-levels?area=nowhere')).status).toBe(404);
  });

  it('comes page by page, and asks the watch of some stations at a time', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => `s-${String(n).padStart(3, '0')}`);
    await hub.registry.addStations(ids.map((id) => station(id)));
    const asked: number[] = [];
    hub.watch.binsOf = async (stations) => {
      asked.push(stations.length);
      return [];
    };
    const first = await list('?limit=240');
    expect(asked).toEqual([100, 100, 40]);
    expect(first.nextCursor).toBe('s-239');
    const rest = await list(`?limit=240&cursor=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(ids);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('is sent compressed to who takes that', async () => {
    await hub.registry.addStations(Array.from({ length: 20 }, (_, n) => station(`s-${n + 10}`)));
    const headers = { 'Accept-Encoding': 'gzip' };
    const response = await hub.api.request('/api/v1/station-levels', { headers });
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
  });
});
