import { generate } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import {
  connectPacket,
  publishPacket,
  startBroker,
  type TestBroker,
  willOf,
} from '../../test/support/broker.ts';

let hub: TestBroker;
afterEach(() => hub.close());

async function returnCodeOf(user: string, more?: object): Promise<number | undefined> {
  const client = await hub.raw();
  const code = await client.login(user, more);
  if (code !== 0) await client.closed;
  return code;
}

describe('a CONNECT that is refused', () => {
  it.each([
    ['of an unknown user', 'nobody', {}, 4, 'unknown-user'],
    ['with a wrong token', 'S-1', { password: 'guess' }, 4, 'wrong-token'],
    ['without a password', 'S-1', { password: undefined }, 4, 'no-credentials'],
    ['of a station out of service', 'S-9', {}, 5, 'not-in-service'],
    ['with a demo token from elsewhere', 'demo', {}, 5, 'demo-token-off-loopback'],
    ['with the client id of another', 'S-1', { clientId: 'S-2' }, 2, 'foreign-client-id'],
    ['of a version that is not spoken', 'S-1', { protocolVersion: 5 }, 1, 'protocol-version'],
  ])('%s gets its return code, is closed and remembered', async (_name, user, more, code, reason) => {
    hub = await startBroker();
    hub.registry.refusals.set('S-9', 'not-in-service');
    hub.registry.refusals.set('demo', 'demo-token-off-loopback');
    // What the broker answers is in the form of 3.1.1, also to a client of MQTT 5.
    expect(await returnCodeOf(user, more)).toBe(code);
    expect(await returnCodeOf(user, more)).toBe(code);
    expect(hub.broker.refused()).toMatchObject([{ user, address: '127.0.0.1', reason, count: 2 }]);
    expect(hub.broker.connectedClients()).toBe(0);
  });

  it('without a client id for a session that is to be kept', async () => {
    hub = await startBroker();
    const bytes = generate({ ...connectPacket('S-1'), clientId: '' });
    // The library refuses to write this one: the flag of the clean session is taken out by hand.
    bytes[9] = (bytes[9] ?? 0) & ~0x02;
    const client = await hub.raw();
    client.socket.write(bytes);
    expect(await client.take('connack')).toMatchObject({ returnCode: 2 });
    await client.closed;
    expect(hub.broker.refused()).toMatchObject([{ user: 'S-1', reason: 'empty-client-id' }]);
  });

  it('leaves no will', async () => {
    hub = await startBroker();
    await returnCodeOf('S-1', { password: 'guess', will: willOf('S-1') });
    expect(hub.door.received).toEqual([]);
  });

  it('with the client id of another does not touch the other', async () => {
    hub = await startBroker();
    const victim = await hub.connect('S-2');
    for (let attempt = 0; attempt < 20; attempt++)
      expect(await returnCodeOf('S-1', { clientId: 'S-2' })).toBe(2);
    await victim.publishAsync('waste/v1/S-2/event', '{}', { qos: 1 });
    expect(victim.connected).toBe(true);
  });

  it('is told that the hub is unavailable while nothing could be acknowledged', async () => {
    hub = await startBroker();
    hub.door.open = false;
    expect(await returnCodeOf('S-1')).toBe(3);
    hub.door.open = true;
    expect(await returnCodeOf('S-1')).toBe(0);
    expect(hub.broker.refused()).toEqual([]);
  });
});

it('a client may send before it has the CONNACK', async () => {
  hub = await startBroker();
  const station = await hub.raw();
  station.socket.cork();
  const connected = station.login('S-1');
  for (let messageId = 1; messageId <= 100; messageId++)
    station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId });
  station.socket.uncork();
  expect(await connected).toBe(0);
  for (let messageId = 1; messageId <= 100; messageId++)
    expect(await station.take('puback')).toMatchObject({ messageId });
});
