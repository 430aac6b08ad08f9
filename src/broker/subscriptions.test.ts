import type { ISubackPacket } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { settled, startBroker, type TestBroker, until } from '../../test/support/broker.ts';

let hub: TestBroker;
afterEach(() => hub.close());

describe('subscriptions', () => {
  const refused = [
    ...[
      '#',
      '+/#',
      'waste/#',
      'waste/v1/+/status',
      'waste/v1/+/config',
      'waste/v1/S-1/#',
      'waste/v1/S-1/event',
    ],
    ...['waste/v1/S-2/config', 'waste/v1/areas/elsewhere/advisory', 'waste/v1/areas/+/advisory'],
    ...['$SYS/#', '$SYS/+/new/clients', '$share/g/waste/v1/S-1/config', '$share/g/#'],
  ];

  it.each(refused)('of a station to %s are refused with 0x80', async (topic) => {
    hub = await startBroker();
    const station = await hub.raw();
    await station.login('S-1');
    station.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
    expect(await station.take('suback')).toMatchObject({ granted: [0x80] });
  });

  it('of a station to its own are granted, one by one', async () => {
    hub = await startBroker();
    const station = await hub.raw();
    await station.login('S-1');
    const topics = ['waste/v1/S-1/config', '$SYS/#', 'waste/v1/S-1/rejected', 'waste/v1/areas/town/advisory'];
    station.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
    });
    expect(await station.take('suback')).toMatchObject({ granted: [1, 0x80, 1, 1] });
    hub.broker.publish('waste/v1/S-1/rejected', 'why', { qos: 1 });
    hub.broker.publish('waste/v1/S-2/rejected', 'not yours');
    expect(await station.take('publish')).toMatchObject({ topic: 'waste/v1/S-1/rejected' });
    await settled();
    expect(station.packets).toEqual([]);
  });

  it('are 32 at most', async () => {
    hub = await startBroker();
    const reader = await hub.raw();
    await reader.login('reader');
    const topics = Array.from({ length: 40 }, (_, number) => `waste/v1/S-${number}/status`);
    const subscriptions = topics.map((topic) => ({ topic, qos: 0 as const }));
    reader.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    const { granted } = (await reader.take('suback')) as ISubackPacket;
    expect(granted).toEqual([...Array(32).fill(0), ...Array(8).fill(0x80)]);
  });
});

describe('retained messages', () => {
  it('are those of the start, the accepted status and the hub, until they are ended', async () => {
    const retained = [
      { topic: 'waste/v1/S-2/config', payload: '{"version":"1"}' },
      { topic: 'waste/v1/S-1/status', payload: '{"state":"offline"}' },
    ];
    hub = await startBroker({ retained });
    const station = await hub.connect('S-1');
    await station.publishAsync('waste/v1/S-1/status', '{"state":"online"}', { qos: 1, retain: false });
    await station.publishAsync('waste/v1/S-1/event', '{"kind":"fire"}', { qos: 1, retain: true });
    hub.broker.publish('waste/v1/areas/town/advisory', '{"id":"a"}', { retain: true });
    hub.broker.publish('waste/v1/areas/grid-1/advisory', '{"id":"b"}', { retain: true });
    hub.broker.publish('waste/v1/areas/grid-1/advisory', '', { retain: true });
    const reader = await hub.connect('reader');
    const heard: string[] = [];
    reader.on('message', (topic, payload, { retain }) => heard.push(`${retain} ${topic} ${payload}`));
    await reader.subscribeAsync('waste/v1/#');
    await until(() => heard.length === 3);
    await settled();
    expect(heard).toEqual([
      'true waste/v1/S-2/config {"version":"1"}',
      'true waste/v1/S-1/status {"state":"online"}',
      'true waste/v1/areas/town/advisory {"id":"a"}',
    ]);
  });
});
