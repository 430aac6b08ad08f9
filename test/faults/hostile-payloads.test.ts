// F47 to F51: bytes that are no message. Each is acknowledged, kept in quarantine with its reason, and nothing of it is
// stored; the hub and the station's connection live on.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { goodMessage, hostileParcel } from '../support/hostile-parcels.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = effort({ quick: 1_000, full: 50_000 });

let hub: HubUnderTest;
let kiosk: Kiosk;

beforeEach(async () => {
  const quarantine = { perSecond: 1_000_000, messagesPerStation: MESSAGES, bytesPerStation: 1_073_741_824 };
  hub = await startHub({ declared: townOf('k-1'), settings: { quarantine } });
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
});

afterEach(async () => {
  await kiosk.close();
  await hub.remove();
});

it(
  `${MESSAGES} of them: acknowledged, quarantined, nothing stored, and the next good message passes`,
  async () => {
    const random = seededRandom('hostile payloads');
    for (let sent = 0; sent < MESSAGES; sent += 20) {
      const parcels = Array.from({ length: 20 }, () => hostileParcel(random));
      await Promise.all(parcels.map(({ type, payload }) => kiosk.sendRaw(type, payload)));
    }
    expect(kiosk.client.connected).toBe(true);
    expect(Object.keys(Object.prototype), 'nothing has polluted every object').toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();

    await kiosk.send('drop-off', { bootId: 'boot-2', seq: 7, binId: 'food-1', weightKg: 1.5 });
    await hub.historyCaughtUp();
    const { received, duplicates, rejected } = await hub.get<{
      received: number;
      duplicates: number;
      rejected: Record<string, number>;
    }>('/api/v1/stations/k-1/delivery');
    expect(received).toBe(1);
    const count = Object.values(rejected).reduce((sum, each) => sum + each, 0);
    // Two faulty ones of one millisecond are the same message again.
    expect(count + duplicates).toBeGreaterThanOrEqual(MESSAGES);
    expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toMatchObject([{ seq: 7 }]);
    expect(await hub.list('/api/v1/stations/k-1/fill-levels')).toEqual([]);
    expect((await hub.list('/api/v1/rejections?station=k-1')).length).toBe(Math.min(count, MESSAGES));
    expect(new Set(Object.keys(rejected))).toEqual(new Set(['bad-json', 'bad-shape', 'too-large']));
  },
  timeFor(MESSAGES, 0.01),
);

it('a packet over the limit ends its connection and nothing else', async () => {
  const gone = new Promise<void>((resolve) => kiosk.client.once('close', () => resolve()));
  kiosk.client.publish('waste/v1/k-1/drop-off', Buffer.alloc(2_000_000, 0x20), { qos: 1 });
  await gone;
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
  expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({ received: 1, oversizedPackets: 1 });
});

it('polluting names beside good fields cost nothing and reach nothing', async () => {
  const message = { ...goodMessage(), constructor: { prototype: { polluted: true } }, toString: 'x' };
  const json = JSON.stringify(message).replace('{', '{"__proto__":{"polluted":true},');
  await kiosk.sendRaw('drop-off', json);
  await hub.historyCaughtUp();
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toMatchObject([{ seq: 1, weightKg: 1.5 }]);
  const { unknownFields } = await hub.get<{ unknownFields: Record<string, number> }>(
    '/api/v1/stations/k-1/delivery',
  );
  expect(Object.keys(unknownFields)).toEqual(expect.arrayContaining(['constructor', 'toString']));
});
