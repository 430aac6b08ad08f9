import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import { InvalidCursor, type ReadingQuery } from '../../history/history.ts';

const row = {
  binId: 'food-1',
  stream: 'food',
  grid: 'e-1',
  at: NOW - 1_000,
  receivedAt: NOW,
  timeSource: 'station',
  bootId: 'b1',
  seq: 7,
} as const;

let hub: ApiHub;
let asked: ReadingQuery[];
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
  asked = [];
});
afterEach(() => hub.close());

const ask = async (path: string) => (await hub.api.request(`/api/v1/stations/s-1/${path}`)).json();

describe('drop-offs', () => {
  it('are shown without the household', async () => {
    hub.history.dropOffs = async () => ({
      items: [{ ...row, weightKg: 1.5, recognisedStream: 'food', confidence: 0.9, household: 'h-secret' }],
      nextCursor: 'next',
    });
    expect(await ask('drop-offs')).toEqual({
      items: [
        {
          ...row,
          at: '2026-11-23T02:29:59.000Z',
          receivedAt: '2026-11-23T02:30:00.000Z',
          weightKg: 1.5,
          recognisedStream: 'food',
          confidence: 0.9,
        },
      ],
      nextCursor: 'next',
    });
  });

  it('are asked of the history as they were asked for', async () => {
    hub.history.dropOffs = async (query) => {
      asked.push(query);
      return { items: [] };
    };
    await ask('drop-offs?from=1763800000000&to=1763900000000&binId=food-1&limit=5&cursor=abc');
    await ask('drop-offs');
    const from = 1_763_800_000_000;
    expect(asked[0]).toEqual({
      ...{ station: 's-1', binId: 'food-1', from, to: from + 100_000_000, limit: 5, cursor: 'abc' },
    });
    // A station's clock may be 5 minutes ahead: its newest readings are not to be missed.
    expect(asked[1]).toEqual({ station: 's-1', from: NOW - 86_400_000, to: NOW + 300_000, limit: 100 });
  });

  it('refuse a cursor of another list, and a range without length', async () => {
    hub.history.dropOffs = () => Promise.reject(new InvalidCursor('cannot read the page cursor "abc"'));
    expect(await ask('drop-offs?cursor=abc')).toMatchObject({ status: 400, code: 'invalid-cursor' });
    const reversed = await ask('drop-offs?from=1763900000000&to=1763800000000');
    expect(reversed).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path: 'from' }] });
  });
});

describe('fill levels', () => {
  it('are shown with raw distance and quality', async () => {
    const level = { index: 2, fillLevel: 0.4, distanceMm: 660, lidOpen: false, quality: 0 };
    hub.history.fillLevels = async () => ({ items: [{ ...row, ...level }] });
    expect(await ask('fill-levels')).toEqual({
      items: [{ ...row, ...level, at: '2026-11-23T02:29:59.000Z', receivedAt: '2026-11-23T02:30:00.000Z' }],
    });
  });

  it('are not there for an unknown station', async () => {
    expect((await hub.api.request('/api/v1/stations/s-2/fill-levels')).status).toBe(404);
  });
});
