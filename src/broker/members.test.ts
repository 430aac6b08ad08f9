import { afterEach, describe, expect, it } from 'vitest';
import { settled, startBroker, type TestBroker, until, willOf } from '../../test/support/broker.ts';
import type { ConnectionListener } from './broker.ts';

let hub: TestBroker;
afterEach(() => hub.close());

describe('the configuration of a station', () => {
  it('is published anew at each connection and after a change of the registry', async () => {
    let version = 0;
    const config = { serverTime: 1, grid: 'grid-1', fullThreshold: 0.8, reportSeconds: 600 };
    hub = await startBroker({ configMessage: () => ({ ...config, version: String(++version) }) });
    const station = await hub.connect('S-1');
    const heard: string[] = [];
    station.on('message', (_topic, payload) => heard.push(JSON.parse(payload.toString()).version));
    await station.subscribeAsync('waste/v1/S-1/config', { qos: 1 });
    await until(() => heard.length === 1);
    hub.registry.change('S-1', 'S-2');
    await until(() => heard.length === 2);
    expect(heard).toEqual(['1', '2']);
  });
});

describe('after a change of the registry', () => {
  it('who would not be let in any more is sent away without its will, others stay', async () => {
    hub = await startBroker();
    const one = await hub.raw();
    await one.login('S-1', { will: willOf('S-1') });
    const [two, gateway] = [await hub.connect('S-2'), await hub.connect('G-1')];
    hub.registry.refusals.set('S-1', 'not-in-service');
    hub.registry.change('S-1', 'S-2');
    await one.closed;
    await settled();
    expect([two.connected, gateway.connected, hub.door.received.length]).toEqual([true, true, 0]);
    hub.registry.refusals.set('G-1', 'wrong-token');
    hub.registry.change('S-2');
    await until(() => !gateway.connected);
    expect(two.connected).toBe(true);
  });
});

describe('connections', () => {
  it('come and go, with takeovers named as such and without the will of who was replaced', async () => {
    const came: unknown[] = [];
    const went: unknown[] = [];
    const tooLarge: unknown[] = [];
    const connections: ConnectionListener = {
      connected: (connection) => void came.push(connection),
      disconnected: (connection) => void went.push(connection),
      packetTooLarge: (packet) => void tooLarge.push(packet),
    };
    hub = await startBroker({ connections });
    const one = await hub.raw();
    await one.login('S-1', { will: willOf('S-1') });
    one.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'waste/v1/S-1/config', qos: 1 }] });
    await one.take('suback');
    const two = await hub.raw();
    await two.login('S-1', { will: willOf('S-1') });
    await one.closed;
    await until(() => came.length === 2 && went.length === 1);
    expect(hub.broker.connectedClients()).toBe(1);
    expect(hub.door.received).toEqual([]);
    two.socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await until(() => went.length === 2);
    const of = { principal: { kind: 'station', id: 'S-1' }, clientId: 'S-1', address: '127.0.0.1' };
    expect(came).toMatchObject([
      { tookOver: false, ...of },
      { tookOver: true, ...of },
    ]);
    expect(went).toMatchObject([
      { takenOver: true, ...of },
      { takenOver: false, ...of },
    ]);
    expect(tooLarge).toMatchObject([{ station: 'S-1', inLastHour: 1 }]);
    expect(hub.door.payloads()).toEqual(['{"state":"offline"}']);
  });

  it('that end without DISCONNECT leave their will at the door, others do not', async () => {
    hub = await startBroker();
    const [one, two] = [await hub.raw(), await hub.raw()];
    await one.login('S-1', { will: willOf('S-1') });
    await two.login('S-2', { will: willOf('S-2') });
    two.send({ cmd: 'disconnect' });
    await two.closed;
    one.socket.destroy();
    await until(() => hub.door.received.length > 0);
    await settled();
    expect(hub.door.received.map(({ topic }) => topic)).toEqual(['waste/v1/S-1/status']);
    const reader = await hub.connect('reader');
    const heard: string[] = [];
    reader.on('message', (_topic, payload) => heard.push(payload.toString()));
    await reader.subscribeAsync('waste/v1/S-1/status');
    await until(() => heard.length === 1);
    expect(heard).toEqual(['{"state":"offline"}']);
  });

  it('end when the hub says so, without the will', async () => {
    hub = await startBroker();
    const station = await hub.raw();
    await station.login('S-1', { will: willOf('S-1') });
    hub.broker.disconnect('S-1');
    await station.closed;
    await settled();
    expect(hub.door.received).toEqual([]);
    expect(hub.broker.connectedClients()).toBe(0);
  });
});
