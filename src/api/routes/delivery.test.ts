// What the hub says of a station's delivery: its last messages, its counts, who was refused at the broker.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiHub, NOW, nothingDelivered, openApiHub, station } from '../../../test/support/api-hub.ts';

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
});
afterEach(() => hub.close());

const ask = async (path: string) => (await hub.api.request(`/api/v1/${path}`)).json();

it('shows the last messages with verdict and reason, also with a clock that makes no date', async () => {
  const message = { receivedAt: NOW, type: 'fill-level', bytes: 120, bootId: 'b1', seq: 3 } as const;
  hub.messages.set('s-1', [
    { ...message, verdict: 'rejected', reason: 'bad-shape', path: 'bins[0].fillLevel', expected: 'a number' },
    { ...message, verdict: 'accepted', observedAt: 1e300, at: NOW, timeSource: 'hub' },
  ]);
  expect(await ask('stations/s-1/messages')).toMatchObject({
    items: [
      {
        receivedAt: '2026-11-23T02:30:00.000Z',
        verdict: 'rejected',
        reason: 'bad-shape',
        path: 'bins[0].fillLevel',
      },
      { verdict: 'accepted', observedAt: 1e300, at: '2026-11-23T02:30:00.000Z', timeSource: 'hub' },
    ],
  });
});

it('shows what was received, twice, missing and refused', async () => {
  hub.delivery.set('s-1', {
    ...nothingDelivered('s-1'),
    received: 97,
    missing: 3,
    duplicates: 2,
    rejected: { 'bad-json': 4 },
    unknownFields: { colour: 9 },
    clockOffsetMs: -1500,
    boots: [
      {
        bootId: 'b1',
        firstReceivedAt: NOW - 1_000,
        lastReceivedAt: NOW,
        ranges: [
          [0, 40],
          [44, 99],
        ],
        missing: 3,
      },
    ],
  });
  expect(await ask('stations/s-1/delivery')).toMatchObject({
    station: 's-1',
    received: 97,
    missing: 3,
    duplicates: 2,
    completeness: 0.97,
    rejected: { 'bad-json': 4 },
    unknownFields: { colour: 9 },
    clockOffsetMs: -1500,
    boots: [
      {
        bootId: 'b1',
        lastReceivedAt: '2026-11-23T02:30:00.000Z',
        ranges: [
          [0, 40],
          [44, 99],
        ],
      },
    ],
  });
});

it('claims no completeness before the first message', async () => {
  expect(await ask('stations/s-1/delivery')).toMatchObject({ received: 0, completeness: null });
});

it('lists who was not let in', async () => {
  const refused = { user: 's-9', address: '10.0.0.9', reason: 'unknown-user', count: 12 };
  hub.refused.push({ ...refused, firstAt: NOW - 60_000, lastAt: NOW });
  expect(await ask('refused-connections')).toEqual({
    items: [{ ...refused, firstAt: '2026-11-23T02:29:00.000Z', lastAt: '2026-11-23T02:30:00.000Z' }],
  });
});

it.each(['messages', 'delivery'])('knows no %s of an unknown station', async (resource) => {
  expect(await ask(`stations/s-2/${resource}`)).toMatchObject({ status: 404, code: 'not-found' });
});
