// A gateway by MQTT against a whole hub: it speaks for the stations of its list, and for no other.
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256Of } from '../../src/registry/tokens.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN } from '../support/town.ts';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await startHub({
    declared: {
      ...TOWN,
      stations: [declaredStation('S-1'), declaredStation('S-2', { grid: 'west' }), declaredStation('S-3')],
      gateways: [{ id: 'gate', tokenSha256: [sha256Of('gate-token')], stations: ['S-1', 'S-2'] }],
    },
  });
});
afterAll(() => hub.remove());

const connect = (clientId: string) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
    ...{ clientId, username: 'gate', password: 'gate-token', reconnectPeriod: 0 },
  });

it('is told what is wanted of each, and reports for each', async () => {
  const gate = await connect('gate');
  const heard = new Map<string, Record<string, unknown>>();
  gate.on('message', (topic, payload) => heard.set(topic, JSON.parse(payload.toString())));
  const granted = await gate.subscribeAsync(
    [
      'waste/v1/gate/rejected',
      ...['S-1', 'S-2'].flatMap((id) => [`waste/v1/${id}/config`, `waste/v1/${id}/rejected`]),
    ],
    { qos: 1 },
  );
  expect(granted.map(({ qos }) => qos)).toEqual([1, 1, 1, 1, 1]);
  await expect
    .poll(() => heard.get('waste/v1/S-2/config'))
    .toMatchObject({ grid: 'west', reportSeconds: 600 });
  expect(heard.get('waste/v1/S-1/config')).toMatchObject({ grid: 'east', fullThreshold: 0.8 });

  const send = (topic: string, message: object) =>
    gate.publishAsync(topic, JSON.stringify(message), { qos: 1 });
  const deposit = (seq: number, binId = 'food-1') => ({
    ...{ bootId: 'gate-1', seq, observedAt: Date.now(), binId, weightKg: 1 },
  });
  await send('waste/v1/S-1/status', { state: 'online', connectionId: 'c-1' });
  await send('waste/v1/S-1/drop-off', deposit(1));
  await send('waste/v1/S-2/batch', [{ type: 'drop-off', ...deposit(1) }]);
  await send('waste/v1/S-2/drop-off', deposit(2, 'nowhere'));
  await send('waste/v1/S-3/drop-off', deposit(1));
  await expect
    .poll(() => heard.get('waste/v1/S-2/rejected'))
    .toMatchObject({ reason: 'unknown-bin', seq: 2 });
  await expect
    .poll(() => heard.get('waste/v1/gate/rejected'))
    .toMatchObject({ reason: 'wrong-station', expected: 'a topic of a station that gate speaks for' });
  await gate.endAsync();

  const delivery = await Promise.all(
    ['S-1', 'S-2', 'S-3'].map((id) => hub.get<{ received: number }>(`/api/v1/stations/${id}/delivery`)),
  );
  expect(delivery.map(({ received }) => received)).toEqual([1, 1, 0]);
  const { items } = await hub.get<{ items: object[] }>('/api/v1/rejections?reason=wrong-station');
  expect(items, 'its own fault, not that of S-3').toMatchObject([
    { station: 'gate', topic: 'waste/v1/S-3/drop-off' },
  ]);
  const { presence } = await hub.get<{ presence: object }>('/api/v1/stations/S-1');
  expect(presence).toMatchObject({ state: 'online' });
});

it('may hold several connections, and listens to no other station', async () => {
  const [one, two] = [await connect('gate'), await connect('gate/2')];
  const [advisory] = await two.subscribeAsync('waste/v1/areas/west/advisory', { qos: 1 });
  expect(advisory?.qos).toBe(1);
  await expect(two.subscribeAsync('waste/v1/S-3/config', { qos: 1 })).rejects.toThrow();
  expect([one.connected, two.connected]).toEqual([true, true]);
  await Promise.all([one.endAsync(), two.endAsync()]);
});
