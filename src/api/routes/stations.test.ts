import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { StationPresent } from '../../model/present.ts';

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

interface Listed {
  items: { id: string; bins: { id: string; level: unknown }[] }[];
  nextCursor?: string;
}
const list = async (query = '') =>
  (await (await hub.api.request(`/api/v1/stations${query}`)).json()) as Listed;
const idsOf = ({ items }: Listed) => items.map(({ id }) => id);

const online = (id: string, more: Partial<StationPresent> = {}): StationPresent => ({
  station: id,
  presence: { state: 'online', since: NOW - 3_600_000, connectionId: 'secret-1', firmware: '2.4.1' },
  bins: [],
  ...more,
});

describe('GET /api/v1/stations', () => {
  it('shows what the registry knows and what is true now', async () => {
    await hub.registry.addStations([station('s-1', { latitude: 29.5, longitude: 106.6, households: 300 })]);
    const bin = {
      index: 0,
      binId: 'food-1',
      stream: 'food',
      fillLevel: 0.62,
      distanceMm: 420,
      quality: 0,
    } as const;
    const bins = [{ ...bin, at: NOW - 5_000, receivedAt: NOW - 4_000, bootId: 'b1', seq: 7 }];
    hub.present.set('s-1', online('s-1', { lastMessageAt: NOW - 4_000, batteryV: 3.7, bins }));

    expect((await list()).items).toEqual([
      {
        id: 's-1',
        name: 'Station s-1',
        grid: 'e-1',
        areaPath: [
          { id: 'town', name: '涂山镇' },
          { id: 'east', name: '东社区' },
          { id: 'e-1', name: '东一网格' },
        ],
        latitude: 29.5,
        longitude: 106.6,
        zone: 'Asia/Shanghai',
        reportingMinutes: 10,
        households: 300,
        declared: false,
        presence: { state: 'online', since: '2026-11-23T01:30:00.000Z', firmware: '2.4.1' },
        lastMessageAt: '2026-11-23T02:29:56.000Z',
        batteryV: 3.7,
        bins: [
          {
            id: 'food-1',
            stream: 'food',
            litres: 240,
            depthMm: 1100,
            level: {
              fillLevel: 0.62,
              at: '2026-11-23T02:29:55.000Z',
              receivedAt: '2026-11-23T02:29:56.000Z',
              quality: 0,
              distanceMm: 420,
            },
          },
          { id: 'residual-1', stream: 'residual', litres: 240, level: null },
        ],
      },
    ]);
  });

  it('filters by area, with everything below it, and by state', async () => {
    const west = station('s-3', { grid: 'west' });
    await hub.registry.addStations([station('s-1'), station('s-2', { grid: 'east' }), west]);
    hub.present.set('s-2', online('s-2'));
    hub.present.set('s-3', online('s-3'));
    expect(idsOf(await list('?area=town'))).toEqual(['s-1', 's-2', 's-3']);
    expect(idsOf(await list('?area=east'))).toEqual(['s-1', 's-2']);
    expect(idsOf(await list('?area=east&state=online'))).toEqual(['s-2']);
    expect(idsOf(await list('?state=unknown'))).toEqual(['s-1']);
    expect((await hub.api.request('/api/v1/stations?area=north')).status).toBe(404);
  });

  it('comes page after page, none twice and none left out', async () => {
    const ids = Array.from({ length: 25 }, (_, i) => `s-${String(i).padStart(2, '0')}`);
    await hub.registry.addStations(ids.map((id) => station(id)));
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(`?limit=10${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...idsOf(page));
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
    expect(sizes).toEqual([10, 10, 5]);
  });

  it('has no next page when the last one is full', async () => {
    await hub.registry.addStations([station('s-1'), station('s-2')]);
    expect((await list('?limit=2')).nextCursor).toBeUndefined();
  });

  it('refuses a cursor that it did not give', async () => {
    const response = await hub.api.request('/api/v1/stations?cursor=%3Cx%3E');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid-cursor' });
  });
});

describe('GET /api/v1/stations/{id}', () => {
  it('shows one station and what it was before', async () => {
    await hub.registry.addStations([station('s-1')]);
    await hub.registry.updateStation(station('s-1', { grid: 'west' }));
    const response = await hub.api.request('/api/v1/stations/s-1');
    const body = (await response.json()) as {
      grid: string;
      revisions: { grid: string; inService: boolean }[];
    };
    expect(body.grid).toBe('west');
    expect(body.revisions.at(-1)).toMatchObject({ grid: 'west', inService: true });
  });

  it('knows nothing of a station that is not registered or out of service', async () => {
    await hub.registry.addStations([station('s-1')]);
    await hub.registry.removeStation('s-1');
    for (const id of ['s-1', 's-2']) {
      const response = await hub.api.request(`/api/v1/stations/${id}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not-found', detail: expect.stringContaining(id) });
    }
  });
});
