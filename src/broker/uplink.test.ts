import { afterEach, describe, expect, it } from 'vitest';
import {
  publishPacket,
  settled,
  startBroker,
  type TestBroker,
  until,
  willOf,
} from '../../test/support/broker.ts';
import { createMetrics } from '../metrics.ts';

let hub: TestBroker;
afterEach(() => hub.close());

describe('a message of a station', () => {
  it('reaches the door with its bytes and is acknowledged by QoS 1, 2 and not at all', async () => {
    hub = await startBroker();
    const station = await hub.connect('S-1');
    await station.publishAsync('waste/v1/S-1/event', '{"n":1}', { qos: 1 });
    await station.publishAsync('waste/v1/S-1/event', '{"n":2}', { qos: 2 });
    await station.publishAsync('waste/v1/S-1/event', '{"n":0}', { qos: 0 });
    await until(() => hub.door.received.length === 3);
    expect(hub.door.payloads()).toEqual(['{"n":1}', '{"n":2}', '{"n":0}']);
    expect(hub.door.received[0]).toMatchObject({
      principal: { kind: 'station', id: 'S-1' },
      topic: 'waste/v1/S-1/event',
      receivedAt: expect.any(Number),
    });
  });

  it('is not acknowledged before the door says so', async () => {
    hub = await startBroker();
    hub.door.holding = true;
    const station = await hub.raw();
    await station.login('S-1');
    for (const messageId of [7, 8])
      station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId });
    await until(() => hub.door.held.length === 2);
    await settled();
    expect(station.packets).toEqual([]);
    hub.door.release();
    await until(() => station.packets.length === 2);
    expect(station.packets).toMatchObject([
      { cmd: 'puback', messageId: 7 },
      { cmd: 'puback', messageId: 8 },
    ]);
  });

  it('is acknowledged in the order of arrival, also where only some have listeners', async () => {
    hub = await startBroker();
    const reader = await hub.connect('reader');
    await reader.subscribeAsync('waste/v1/+/event');
    hub.door.holding = true;
    const station = await hub.raw();
    await station.login('S-1');
    const topics = ['emptied', 'emptied', 'event', 'emptied', 'event', 'emptied'];
    for (const [place, type] of topics.entries())
      station.send({ ...publishPacket(`waste/v1/S-1/${type}`, '{}'), qos: 1, messageId: place + 1 });
    await until(() => hub.door.held.length === topics.length);
    hub.door.release();
    await until(() => station.packets.length === topics.length);
    expect(station.packets.map((packet) => packet.messageId)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is timed, one in some', async () => {
    const observed: number[] = [];
    const ackSeconds = { observe: (seconds: number) => void observed.push(seconds) };
    hub = await startBroker({ metrics: { ...createMetrics(), ackSeconds } });
    const station = await hub.connect('S-1');
    await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    expect(observed).toHaveLength(1);
    expect(observed[0]).toBeLessThan(5);
  });

  it('that the door fails on ends the connection, without acknowledgement and without the will', async () => {
    hub = await startBroker();
    hub.door.holding = true;
    const station = await hub.raw();
    await station.login('S-1', { will: willOf('S-1') });
    station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
    await until(() => hub.door.held.length === 1);
    hub.door.release(new Error('disk failed'));
    await station.closed;
    await settled();
    expect(station.packets).toEqual([]);
    expect(hub.door.payloads()).toEqual(['{}']);
  });

  it('that the door holds too long ends the connection, without the will', async () => {
    hub = await startBroker({ config: { ackDeadlineSeconds: 0.2 } });
    hub.door.holding = true;
    const station = await hub.raw();
    await station.login('S-1', { will: willOf('S-1') });
    station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
    await station.closed;
    hub.door.release();
    await settled();
    expect(station.packets).toEqual([]);
    expect(hub.door.payloads()).toEqual(['{}']);
  });

  it('with a foreign or unknown topic goes to the door, which keeps it; the station stays', async () => {
    hub = await startBroker();
    const station = await hub.connect('S-1');
    hub.door.judge = () => ({});
    for (const topic of [
      'waste/v1/S-2/event',
      '$SYS/x',
      'some/other',
      '$share/g/x',
      'waste/v1/areas/g/advisory',
    ])
      await station.publishAsync(topic, '{}', { qos: 1 });
    expect(hub.door.received).toHaveLength(5);
    expect(station.connected).toBe(true);
  });

  it.each([
    ['a packet id of 0', Buffer.from([0x32, 7, 0, 3, 0x61, 0x2f, 0x62, 0, 0])],
    ['U+0000 in the topic', Buffer.from([0x30, 5, 0, 3, 0x61, 0, 0x62])],
    ['invalid UTF-8 in the topic', Buffer.from([0x30, 5, 0, 3, 0x61, 0xff, 0x62])],
    ['a wildcard in the topic', Buffer.from([0x30, 5, 0, 3, 0x61, 0x2f, 0x2b])],
    ['an announced length over the limit', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
  ])('with %s ends the connection', async (_name, bytes) => {
    hub = await startBroker();
    const station = await hub.raw();
    await station.login('S-1');
    station.socket.write(bytes);
    await station.closed;
    expect(hub.door.received).toEqual([]);
  });
});

describe('a gateway', () => {
  it('publishes for its stations, over several connections', async () => {
    hub = await startBroker();
    const [one, two] = [await hub.connect('G-1'), await hub.connect('G-1', { clientId: 'G-1/2' })];
    await one.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    await two.publishAsync('waste/v1/S-3/event', '{}', { qos: 1 });
    expect(hub.door.received.map(({ principal }) => principal.id)).toEqual(['G-1', 'G-1']);
    expect(hub.broker.connectedClients()).toBe(2);
  });
});

describe('an integration', () => {
  it('receives what was accepted, as it was accepted, and nothing else', async () => {
    hub = await startBroker();
    const reader = await hub.connect('reader');
    const heard: string[] = [];
    reader.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    await reader.subscribeAsync('waste/v1/+/event', { qos: 1 });
    hub.door.judge = ({ payload }) => {
      const { n, ...rest } = JSON.parse(payload.toString());
      return n === 2 ? {} : { accepted: { n, rest: Object.keys(rest).length } };
    };
    const station = await hub.connect('S-1');
    for (const n of [1, 2, 3])
      await station.publishAsync('waste/v1/S-1/event', JSON.stringify({ n, face: 'x' }), { qos: 1 });
    await until(() => heard.length === 2);
    await settled();
    expect(heard).toEqual(['waste/v1/S-1/event {"n":1,"rest":1}', 'waste/v1/S-1/event {"n":3,"rest":1}']);
  });

  it('is not told that a station sent it again', async () => {
    hub = await startBroker();
    const reader = await hub.raw();
    await reader.login('reader');
    reader.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'waste/v1/+/event', qos: 1 }],
    });
    await reader.take('suback');
    const station = await hub.raw();
    await station.login('S-1');
    for (const qos of [0, 1] as const)
      station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos, messageId: 7, dup: true });
    expect(await reader.take('publish')).toMatchObject({ dup: false });
    expect(await reader.take('publish')).toMatchObject({ dup: false });
  });

  it('receives also what was acknowledged to nobody, because the station had gone', async () => {
    hub = await startBroker();
    const reader = await hub.connect('reader');
    const heard: string[] = [];
    reader.on('message', (_topic, payload) => heard.push(payload.toString()));
    await reader.subscribeAsync('waste/v1/+/event');
    hub.door.holding = true;
    const station = await hub.raw();
    await station.login('S-1');
    station.send({ ...publishPacket('waste/v1/S-1/event', '{"n":1}'), qos: 1, messageId: 7 });
    await until(() => hub.door.held.length === 1);
    station.socket.destroy();
    await until(() => hub.broker.connectedClients() === 1);
    hub.door.release();
    await until(() => heard.length === 1);
    expect(heard).toEqual(['{"n":1}']);
  });

  it('that publishes is cut, and nothing reaches the door', async () => {
    hub = await startBroker();
    const reader = await hub.raw();
    await reader.login('reader');
    reader.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
    await reader.closed;
    expect(reader.packets).toEqual([]);
    expect(hub.door.received).toEqual([]);
  });
});
