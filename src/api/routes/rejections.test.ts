import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub } from '../../../test/support/api-hub.ts';
import type { Rejection } from '../../model/rejection.ts';

const rejection: Rejection = {
  type: 'rejection',
  id: 'r-1',
  station: 's-1',
  topic: 'waste/v1/s-1/drop-off',
  receivedAt: NOW,
  reason: 'unknown-bin',
  path: 'binId',
  message: { binId: 'food-9', weightKg: 1, household: 'hashed' },
};

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

describe('rejections', () => {
  it('are listed by station and reason, without the household', async () => {
    const asked: unknown[] = [];
    hub.quarantine.list = async (query) => {
      asked.push(query);
      return { items: [rejection], nextCursor: 'r-1' };
    };
    const response = await hub.api.request('/api/v1/rejections?station=s-1&reason=unknown-bin&limit=1');
    expect(asked).toEqual([{ station: 's-1', reason: 'unknown-bin', limit: 1 }]);
    expect(await response.json()).toEqual({
      items: [
        {
          id: 'r-1',
          station: 's-1',
          topic: 'waste/v1/s-1/drop-off',
          receivedAt: '2026-11-23T02:30:00.000Z',
          reason: 'unknown-bin',
          replayable: true,
          path: 'binId',
          message: { binId: 'food-9', weightKg: 1 },
        },
      ],
      nextCursor: 'r-1',
    });
  });

  it('say when nothing can help them', async () => {
    hub.quarantine.list = async () => ({ items: [{ ...rejection, reason: 'bad-json', message: undefined }] });
    const response = await hub.api.request('/api/v1/rejections');
    expect(await response.json()).toMatchObject({ items: [{ reason: 'bad-json', replayable: false }] });
  });

  it.each([
    [{ ids: ['r-1', 'r-2'] }, { ids: ['r-1', 'r-2'] }],
    [
      { station: 's-1', reason: 'unknown-bin' },
      { station: 's-1', reason: 'unknown-bin' },
    ],
    [{}, {}],
  ])('are replayed by %j', async (body, which) => {
    const asked: unknown[] = [];
    hub.quarantine.replay = async (given) => {
      asked.push(given);
      return { replayed: 1, failed: [{ id: 'r-2', reason: 'not-found' }] };
    };
    const response = await hub.api.request('/api/v1/rejections/replay', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(asked).toEqual([which]);
    expect(await response.json()).toEqual({ replayed: 1, failed: [{ id: 'r-2', reason: 'not-found' }] });
  });
});
