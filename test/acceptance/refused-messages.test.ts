// What becomes of a message that cannot be accepted: acknowledged, kept, explained, told to the station, replayable.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN, townOf } from '../support/town.ts';

let hub: HubUnderTest;
let kiosk: Kiosk;

beforeEach(async () => {
  hub = await startHub({ declared: townOf('k-1') });
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
});

afterEach(async () => {
  await kiosk.close();
  await hub.remove();
});

interface Rejections {
  items: { id: string; reason: string; path?: string; station: string }[];
}

describe('a refused message', () => {
  it('is acknowledged, kept with its reason and path, and told to the station', async () => {
    await kiosk.send('drop-off', { seq: 1, binId: 'food-1', weightKg: 900 });
    const { items } = await hub.get<Rejections>('/api/v1/rejections');
    expect(items).toMatchObject([{ reason: 'bad-shape', path: 'weightKg', station: 'k-1' }]);
    await expect
      .poll(() => kiosk.rejected)
      .toMatchObject([{ reason: 'bad-shape', path: 'weightKg', seq: 1 }]);
    expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({
      received: 0,
      missing: 0,
      rejected: { 'bad-shape': 1 },
    });
  });

  it('does not cost the good ones of its batch, nor the station its connection', async () => {
    const good = {
      type: 'drop-off',
      bootId: 'b',
      seq: 1,
      observedAt: Date.now(),
      binId: 'food-1',
      weightKg: 1,
    };
    await kiosk.sendRaw(
      'batch',
      JSON.stringify([good, { ...good, seq: 2, binId: 'nope' }, 17, { ...good, seq: 3 }]),
    );
    await kiosk.sendRaw('drop-off', Buffer.from([0xff, 0xfe, 0x00]));
    expect(kiosk.client.connected).toBe(true);
    expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({
      received: 2,
      rejected: { 'unknown-bin': 1, 'bad-shape': 1, 'bad-json': 1 },
    });
  });

  it('is accepted by a replay once its bin is registered, and only once', async () => {
    await kiosk.send('fill-level', {
      seq: 1,
      bins: [
        { binId: 'food-1', fillLevel: 0.1 },
        { binId: 'new-1', fillLevel: 0.7 },
      ],
    });
    const { items } = await hub.get<Rejections>('/api/v1/rejections');
    const ids = items.map(({ id }) => id);
    const tooEarly = await hub.post('/api/v1/rejections/replay', { ids });
    expect(tooEarly.body).toMatchObject({ replayed: 0, failed: [{ reason: 'unknown-bin' }] });
    await kiosk.close();
    await hub.stop();

    const { bins } = declaredStation('k-1');
    const withBin = declaredStation('k-1', { bins: [...bins, { id: 'new-1', stream: 'food', litres: 120 }] });
    hub = await startHub({ declared: { ...TOWN, stations: [withBin] }, dataFolder: hub.dataFolder });
    const [first, second] = await Promise.all([
      hub.post<{ replayed: number }>('/api/v1/rejections/replay', { ids }),
      hub.post<{ replayed: number }>('/api/v1/rejections/replay', { ids }),
    ]);
    expect(first.body.replayed + second.body.replayed).toBe(1);
    await hub.historyCaughtUp();
    const levels = await hub.get<{ items: { binId: string; index: number }[] }>(
      '/api/v1/stations/k-1/fill-levels',
    );
    expect(levels.items.map(({ binId, index }) => [binId, index])).toEqual(
      expect.arrayContaining([
        ['food-1', 0],
        ['new-1', 1],
      ]),
    );
    expect(levels.items).toHaveLength(2);
    expect((await hub.get<Rejections>('/api/v1/rejections')).items).toEqual([]);
    kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  });
});
