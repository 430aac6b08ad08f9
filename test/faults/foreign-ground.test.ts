// F52 to F54 and F66 on the whole hub: topics, subscriptions and client ids of others. Refused, and the others never
// notice.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRaw, publishPacket, type RawClient } from '../support/broker.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

let hub: HubUnderTest;
let victim: Kiosk;
let intruder: RawClient;

beforeEach(async () => {
  const quarantine = { perSecond: 1_000 };
  hub = await startHub({ declared: townOf('k-1', 'k-2'), settings: { quarantine } });
  victim = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  intruder = await openRaw(hub.mqttPort);
});

afterEach(async () => {
  intruder.socket.destroy();
  await victim.close();
  await hub.remove();
});

const login = (more: object = {}) => intruder.login('k-2', { password: Buffer.from('demo-k-2'), ...more });
const deposit = () =>
  JSON.stringify({ bootId: 'b', seq: 1, observedAt: Date.now(), binId: 'food-1', weightKg: 1 });

it('what a station publishes elsewhere is acknowledged, kept as refused, and heard by nobody', async () => {
  const foreign = [
    'waste/v1/k-1/drop-off',
    'waste/v1/k-1/status',
    'waste/v1/k-1/config',
    'waste/v1/k-2/config',
    'waste/v1/k-2/rejected',
    'waste/v1/areas/east/advisory',
    'waste/v1/K-1/drop-off',
    'waste/v2/k-2/drop-off',
    'waste/v1/k-2/drop-off/',
    'waste//k-2/drop-off',
    '/waste/v1/k-2/drop-off',
    '$SYS/broker/clients',
    '$share/g/waste/v1/k-2/drop-off',
    'anything',
  ];
  await victim.client.subscribeAsync(['waste/v1/k-1/config', 'waste/v1/areas/east/advisory']);
  const heard: string[] = [];
  victim.client.on('message', (_topic, payload) => heard.push(payload.toString()));
  await login();
  for (const [place, topic] of foreign.entries()) {
    const messageId = place + 1;
    intruder.send({ ...publishPacket(topic, deposit()), qos: 1, messageId, retain: true });
    expect(await intruder.take('puback')).toMatchObject({ messageId });
  }
  await hub.historyCaughtUp();

  const refused = await hub.list<{ station: string; topic: string; reason: string }>('/api/v1/rejections');
  expect(new Set(refused.map(({ topic }) => topic))).toEqual(new Set(foreign));
  expect(new Set(refused.map(({ station }) => station))).toEqual(new Set(['k-2']));
  expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['wrong-station', 'unknown-topic']));
  expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({ received: 0, rejected: {} });
  for (const id of ['k-1', 'k-2']) expect(await hub.list(`/api/v1/stations/${id}/drop-offs`)).toEqual([]);
  await victim.send('drop-off', { binId: 'food-1', weightKg: 1 });
  expect(heard.filter((payload) => payload.includes('weightKg'))).toEqual([]);
});

it('a station may subscribe to its own, and to nothing else', async () => {
  await login();
  const refused = [
    '#',
    '+',
    'waste/#',
    'waste/v1/+/config',
    'waste/v1/k-1/config',
    'waste/v1/k-1/rejected',
    'waste/v1/k-2/#',
    'waste/v1/k-2/+',
    'waste/v1/areas/+/advisory',
    'waste/v1/areas/west/advisory',
    '$SYS/#',
    '$share/g/waste/v1/k-2/config',
    '$share/g/#',
  ];
  const granted = ['waste/v1/k-2/config', 'waste/v1/k-2/rejected', 'waste/v1/areas/east/advisory'];
  const subscriptions = [...refused, ...granted].map((topic) => ({ topic, qos: 0 as const }));
  intruder.send({ cmd: 'subscribe', messageId: 1, subscriptions });
  const suback = await intruder.take('suback');
  expect(suback).toMatchObject({ granted: [...refused.map(() => 0x80), ...granted.map(() => 0)] });
});

it('who comes with the client id of another is refused, and the other stays', async () => {
  const attempts = {
    'its own token': {},
    'a guessed token': { username: 'k-1', password: Buffer.from('guess') },
    'no token': { username: 'k-1', password: undefined },
    'no user': { username: undefined, password: undefined },
  };
  for (const [what, more] of Object.entries(attempts)) {
    intruder = await openRaw(hub.mqttPort);
    expect(await login({ clientId: 'k-1', ...more }), what).not.toBe(0);
  }
  await victim.send('drop-off', { binId: 'food-1', weightKg: 1 });
  expect(victim.client.connected).toBe(true);
  expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({
    connects: 1,
    takeovers: 0,
    received: 1,
  });
  const { items } = await hub.get<{ items: { count: number }[] }>('/api/v1/refused-connections');
  expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(Object.keys(attempts).length);
});
