// A station's message, from MQTT to a statistic, through the whole hub.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectKiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN, townOf } from '../support/town.ts';

let hub: HubUnderTest;

beforeEach(async () => {
  hub = await startHub({ declared: townOf('k-1', 'k-2') });
});

afterEach(() => hub.remove());

interface Totals {
  totals: {
    dropOffs: number;
    weightKg: number;
    levels: { binId?: string; readings: number; last: number }[];
  };
}

describe('the way of a message', () => {
  it('shows every type where its readers look for it', async () => {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await kiosk.send('status', { state: 'online', connectionId: 'c-1', firmware: '2.4.1' });
    await kiosk.send('fill-level', {
      bins: [
        { binId: 'food-1', distanceMm: 550 },
        { binId: 'residual-1', fillLevel: 0.9 },
      ],
    });
    await kiosk.send('drop-off', {
      binId: 'food-1',
      weightKg: 1.25,
      recognition: { stream: 'food', confidence: 0.9 },
      household: 'token-of-a-home',
    });
    await kiosk.send('emptied', { binId: 'food-1' });
    await kiosk.send('event', { kind: 'smoke', phase: 'raised' });
    await hub.historyCaughtUp();

    const station = await hub.get<{
      presence: { state: string; firmware: string };
      bins: { id: string; level: { fillLevel: number } | null }[];
    }>('/api/v1/stations/k-1');
    expect(station.presence).toMatchObject({ state: 'online', firmware: '2.4.1' });
    expect(station.bins.find(({ id }) => id === 'food-1')?.level?.fillLevel).toBe(0.5);

    const { totals } = await hub.get<Totals>('/api/v1/stations/k-1/statistics');
    expect(totals).toMatchObject({ dropOffs: 1, weightKg: 1.25 });
    expect(totals.levels.map(({ binId, last }) => [binId, last])).toEqual(
      expect.arrayContaining([
        ['food-1', 0.5],
        ['residual-1', 0.9],
      ]),
    );
    const area = await hub.get<Totals>('/api/v1/areas/town/statistics');
    expect(area.totals.dropOffs).toBe(1);

    const dropOffs = await hub.get<{ items: Record<string, unknown>[] }>('/api/v1/stations/k-1/drop-offs');
    expect(dropOffs.items).toHaveLength(1);
    expect(JSON.stringify(dropOffs)).not.toContain('token-of-a-home');
    const messages = await hub.get<{ items: { type: string; verdict: string }[] }>(
      '/api/v1/stations/k-1/messages',
    );
    expect(messages.items.map(({ type }) => type)).toEqual([
      'event',
      'emptied',
      'drop-off',
      'fill-level',
      'status',
    ]);
    await kiosk.close();
  });

  it('counts a message that comes again once, and a number that does not come as missing', async () => {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    const message = { seq: 7, observedAt: Date.now(), binId: 'food-1', weightKg: 2 };
    for (let again = 0; again < 3; again++) await kiosk.send('drop-off', message);
    await kiosk.send('drop-off', { ...message, seq: 10 });
    await hub.historyCaughtUp();

    const delivery = await hub.get('/api/v1/stations/k-1/delivery');
    expect(delivery).toMatchObject({ received: 2, duplicates: 2, missing: 2 });
    const { totals } = await hub.get<Totals>('/api/v1/stations/k-1/statistics');
    expect(totals).toMatchObject({ dropOffs: 2, weightKg: 4 });
    await kiosk.close();
  });

  it('goes on after a restart where it stopped', async () => {
    const before = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    const message = { seq: 1, observedAt: Date.now(), binId: 'food-1', weightKg: 2 };
    await before.send('status', { state: 'online', connectionId: 'c-1' });
    await before.send('drop-off', message);
    await before.send('fill-level', { seq: 2, bins: [{ binId: 'food-1', fillLevel: 0.4 }] });
    await before.client.endAsync(true);
    await hub.stop();

    hub = await startHub({ declared: townOf('k-1', 'k-2'), dataFolder: hub.dataFolder });
    const after = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await after.send('drop-off', message);
    await hub.historyCaughtUp();
    expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({
      received: 2,
      duplicates: 1,
      missing: 0,
    });
    const { totals } = await hub.get<Totals>('/api/v1/stations/k-1/statistics');
    expect(totals.dropOffs).toBe(1);
    const { bins } = await hub.get<{ bins: { id: string; level: { fillLevel: number } | null }[] }>(
      '/api/v1/stations/k-1',
    );
    expect(bins.find(({ id }) => id === 'food-1')?.level?.fillLevel).toBe(0.4);
    await after.close();
  });

  it('corrects the past with late messages, and keeps the present', async () => {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    const now = Date.now();
    const daysAgo = (days: number) => now - days * 86_400_000;
    await kiosk.send('fill-level', { seq: 100, bins: [{ binId: 'food-1', fillLevel: 0.2 }] });
    const batch = [1, 2, 3].map((days) => ({
      type: 'drop-off',
      bootId: 'boot-0',
      seq: 10 - days,
      observedAt: daysAgo(days),
      binId: 'food-1',
      weightKg: days,
    }));
    const oldLevel = {
      type: 'fill-level',
      bootId: 'boot-0',
      seq: 20,
      observedAt: daysAgo(1),
      bins: [{ binId: 'food-1', fillLevel: 0.95 }],
    };
    await kiosk.sendRaw('batch', JSON.stringify([...batch, oldLevel]));
    await hub.historyCaughtUp();

    const { buckets } = await hub.get<{ buckets: { weightKg: number }[] }>(
      '/api/v1/stations/k-1/statistics?interval=day',
    );
    expect(buckets.reduce((sum, { weightKg }) => sum + weightKg, 0)).toBe(6);
    expect(buckets.filter(({ weightKg }) => weightKg > 0)).toHaveLength(3);
    const { bins } = await hub.get<{ bins: { id: string; level: { fillLevel: number } }[] }>(
      '/api/v1/stations/k-1',
    );
    expect(bins.find(({ id }) => id === 'food-1')?.level.fillLevel).toBe(0.2);
    await kiosk.close();
  });

  it('leaves the past of a moved station where it was', async () => {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await kiosk.send('drop-off', { seq: 1, binId: 'food-1', weightKg: 3 });
    await kiosk.close();
    await hub.stop();
    const moved = { ...TOWN, stations: [declaredStation('k-1', { grid: 'west' })] };
    hub = await startHub({ declared: moved, dataFolder: hub.dataFolder });
    const again = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await again.send('drop-off', { seq: 2, binId: 'food-1', weightKg: 5 });
    await hub.historyCaughtUp();

    const weights = await Promise.all(
      ['east', 'west', 'town'].map(
        async (area) => (await hub.get<Totals>(`/api/v1/areas/${area}/statistics`)).totals.weightKg,
      ),
    );
    expect(weights).toEqual([3, 5, 8]);
    await again.close();
  });
});
