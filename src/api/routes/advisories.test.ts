import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub } from '../../../test/support/api-hub.ts';
import type { Advisory } from '../../watch/advisories/advisory.ts';

const advisory: Advisory = {
  id: 'e-1.overflowing.food.x',
  grid: 'e-1',
  kind: 'overflowing',
  stream: 'food',
  station: 's-1',
  bins: [{ station: 's-1', binId: 'food-1' }],
  alternatives: [{ station: 's-2', name: '二号站', distanceM: 120, freeLitres: 90 }],
  since: NOW,
  validUntil: NOW + 7_200_000,
  toldAt: NOW,
};

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  hub.watch.advisories = async () => [advisory, { ...advisory, id: 'other', grid: 'west' }];
});
afterEach(() => hub.close());

it('advisories are listed by area, with where there is room', async () => {
  const { toldAt: _, ...shown } = advisory;
  const times = { since: '2026-11-23T02:30:00.000Z', validUntil: '2026-11-23T04:30:00.000Z' };
  expect(await (await hub.api.request('/api/v1/advisories?area=east')).json()).toEqual({
    items: [{ ...shown, ...times }],
  });
  const response = await hub.api.request('/api/v1/advisories');
  const all = (await response.json()) as { items: Advisory[] };
  expect(all.items.map(({ id }) => id)).toEqual([advisory.id, 'other']);
});

it('advisories of an area that is not there are not', async () => {
  expect((await hub.api.request('/api/v1/advisories?area=nowhere')).status).toBe(404);
  expect((await hub.api.request('/api/v1/advisories?grid=east')).status).toBe(400);
});
