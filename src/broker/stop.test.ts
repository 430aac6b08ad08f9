import { afterEach, expect, it } from 'vitest';
import {
  publishPacket,
  type RawClient,
  settled,
  startBroker,
  type TestBroker,
  until,
  willOf,
} from '../../test/support/broker.ts';

let hub: TestBroker;
afterEach(() => hub.close());

/** Keeps `inFlight` messages under way; returns the packet ids that were acknowledged. */
function publishOn(client: RawClient, station: string, inFlight: number): Set<number> {
  const acked = new Set<number>();
  let next = 1;
  const send = () =>
    client.send({
      ...publishPacket(`waste/v1/${station}/event`, JSON.stringify({ station, n: next })),
      qos: 1,
      messageId: next++,
    });
  client.onPacket = (packet) => {
    if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
    acked.add(packet.messageId);
    send();
  };
  for (let count = 0; count < inFlight; count++) send();
  return acked;
}

it('loses no acknowledgement under load: what was stored was acknowledged, and no will is left', async () => {
  hub = await startBroker();
  const stations = Array.from({ length: 20 }, (_, number) => `L-${number}`);
  hub.registry.addStation(...stations);
  const runs = await Promise.all(
    stations.map(async (station) => {
      const client = await hub.raw();
      await client.login(station, { will: willOf(station) });
      return { station, client, acked: publishOn(client, station, 20) };
    }),
  );
  await until(() => hub.door.received.length > 2_000);
  await hub.broker.stop();
  await Promise.all(runs.map(({ client }) => client.closed));

  const acked = runs.flatMap(({ station, acked: ids }) =>
    [...ids].map((n) => JSON.stringify({ station, n })),
  );
  expect(acked).toHaveLength(hub.door.received.length);
  expect(new Set(acked)).toEqual(new Set(hub.door.payloads()));
});

it('waits for what the door still holds', async () => {
  hub = await startBroker();
  hub.door.holding = true;
  const station = await hub.raw();
  await station.login('S-1');
  station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
  await until(() => hub.door.held.length === 1);
  const stopped = hub.broker.stop();
  await settled();
  station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 8 });
  await settled();
  hub.door.release();
  await stopped;
  await station.closed;
  expect(station.packets).toMatchObject([{ cmd: 'puback', messageId: 7 }]);
  expect(hub.door.received).toHaveLength(1);
});

it('does not wait for ever, and then acknowledges nothing', async () => {
  hub = await startBroker({ config: { ackDeadlineSeconds: 0.2 } });
  hub.door.holding = true;
  const station = await hub.raw();
  await station.login('S-1', { will: willOf('S-1') });
  station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
  await until(() => hub.door.held.length === 1);
  await hub.broker.stop();
  await station.closed;
  hub.door.release();
  await settled();
  expect(station.packets).toEqual([]);
  expect(hub.door.received).toHaveLength(1);
});

it('ends also connections without CONNECT, and a second stop does nothing', async () => {
  hub = await startBroker();
  const silent = await hub.raw();
  await hub.broker.stop();
  await silent.closed;
  await hub.broker.stop();
});
