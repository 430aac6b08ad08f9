import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { EmptyingRow, ReadingQuery } from '../../history/history.ts';

const row: EmptyingRow = {
  id: 's-1/food-1/b/7',
  station: 's-1',
  grid: 'e-1',
  binId: 'food-1',
  stream: 'food',
  at: NOW - 60_000,
  source: 'crew',
  levelBefore: 0.9,
  levelAfter: 0.02,
  detectedAt: NOW,
  operator: 'li',
};

let hub: ApiHub;
let asked: ReadingQuery[];
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
  asked = [];
  hub.history.emptyings = async (query) => {
    asked.push(query);
    return { items: [row], nextCursor: 'c-2' };
  };
});
afterEach(() => hub.close());

it('emptyings are listed with who dated them and the levels', async () => {
  const response = await hub.api.request(
    '/api/v1/stations/s-1/emptyings?from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z&binId=food-1&limit=5',
  );
  const day = { from: Date.UTC(2026, 10, 22), to: Date.UTC(2026, 10, 23) };
  expect(asked).toEqual([{ station: 's-1', ...day, binId: 'food-1', limit: 5 }]);
  const { station: _, ...shown } = row;
  const times = { at: '2026-11-23T02:29:00.000Z', detectedAt: '2026-11-23T02:30:00.000Z' };
  expect(await response.json()).toEqual({ items: [{ ...shown, ...times }], nextCursor: 'c-2' });
});

it('emptyings of the last week come when no time is asked, those of a moment ago among them', async () => {
  await hub.api.request('/api/v1/stations/s-1/emptyings');
  expect(asked).toMatchObject([{ from: NOW + 1 - 7 * 86_400_000, to: NOW + 1, limit: 100 }]);
});

it.each([
  ['s-9/emptyings', 404],
  ['s-1/emptyings?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z', 400],
  ['s-1/emptyings?bin=food-1', 400],
])('%s is refused', async (path, status) => {
  expect((await hub.api.request(`/api/v1/stations/${path}`)).status).toBe(status);
  expect(asked).toEqual([]);
});
