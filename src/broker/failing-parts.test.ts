// Every part that the broker calls throws once and rejects once (F62): the process lives, nothing is acknowledged
// that was not stored, and the next client is served.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FakeDoor,
  FakeRegistry,
  publishPacket,
  settled,
  startBroker,
  type TestBroker,
  until,
  willOf,
} from '../../test/support/broker.ts';
import { silentLog } from '../log.ts';
import type { BrokerOptions } from './embedded.ts';

let hub: TestBroker;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeEach(() => {
  unhandled.length = 0;
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});

afterEach(async () => {
  await hub.close();
  await settled();
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const failures: [string, () => never][] = [
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  [
    'throws something that is no error',
    () => {
      throw 'broken';
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken')) as never],
];

/** Fails at the first call, then does what it should. */
function once<Work extends (...given: never[]) => unknown>(fail: () => never, work: Work): Work {
  let failed = false;
  const wrapped = (...given: never[]): unknown => {
    if (failed) return work(...given);
    failed = true;
    return fail();
  };
  return wrapped as Work;
}

describe.each(failures)('a part that may be late and %s', (_name, fail) => {
  it('door.receive: not acknowledged, cut without the will, and the next is served', async () => {
    const door = new FakeDoor();
    door.receive = once(fail, door.receive.bind(door));
    hub = await startBroker({ door });
    const station = await hub.raw();
    await station.login('S-1', { will: willOf('S-1') });
    station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
    await station.closed;
    expect(station.packets).toEqual([]);
    await served(door);
  });

  it('registry.authenticate: not let in', async () => {
    const registry = knownStations();
    registry.authenticate = once(fail, registry.authenticate.bind(registry));
    hub = await startBroker({ registry });
    const station = await hub.raw();
    expect([3, 5]).toContain(await station.login('S-1'));
    await served(hub.door);
  });

  it('the listeners of connections', async () => {
    const options: Partial<BrokerOptions> = {
      connections: {
        connected: once(fail, () => {}),
        disconnected: once(fail, () => {}),
        packetTooLarge: once(fail, () => {}),
      },
    };
    hub = await startBroker(options);
    const station = await hub.raw();
    await station.login('S-1');
    station.socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await station.closed;
    await until(() => hub.broker.connectedClients() === 0);
    await served(hub.door);
  });
});

describe('a part that throws', () => {
  const fail = (): never => {
    throw new Error('broken');
  };

  it('door.open', async () => {
    const door = new FakeDoor();
    const isOpen = once(fail, () => true);
    Object.defineProperty(door, 'open', { get: () => isOpen() });
    hub = await startBroker({ door });
    const station = await hub.raw();
    expect(await station.login('S-1')).toBe(3);
    await served(door);
  });

  it('registry.station and pathOf: not subscribed', async () => {
    for (const method of ['station', 'pathOf'] as const) {
      const registry = knownStations();
      registry[method] = once(fail, registry[method].bind(registry) as never);
      hub = await startBroker({ registry });
      const station = await hub.raw();
      await station.login('S-1');
      const subscriptions = [{ topic: 'waste/v1/areas/town/advisory', qos: 1 as const }];
      station.send({ cmd: 'subscribe', messageId: 1, subscriptions });
      expect(await station.take('suback')).toMatchObject({ granted: [0x80] });
      await served(hub.door);
      if (method === 'station') await hub.close();
    }
  });

  it('the configuration of a station', async () => {
    hub = await startBroker({ configMessage: once(fail, () => undefined) });
    await hub.connect('S-1');
    await served(hub.door);
  });
});

it('an outcome that cannot be forwarded is acknowledged all the same: it is stored', async () => {
  hub = await startBroker({ log: silentLog });
  const reader = await hub.connect('reader');
  await reader.subscribeAsync('waste/v1/#');
  hub.door.judge = () => ({ accepted: { big: 1n } });
  const station = await hub.connect('S-1');
  await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
  expect(station.connected).toBe(true);
});

it('a second answer of the door to one message changes nothing', async () => {
  hub = await startBroker();
  hub.door.holding = true;
  const station = await hub.raw();
  await station.login('S-1');
  station.send({ ...publishPacket('waste/v1/S-1/event', '{}'), qos: 1, messageId: 7 });
  await until(() => hub.door.held.length === 1);
  const [held] = hub.door.held;
  held?.done(undefined, {});
  held?.done(undefined, {});
  held?.done(new Error('too late'), {});
  await settled();
  expect(station.packets).toMatchObject([{ cmd: 'puback', messageId: 7 }]);
  expect(hub.broker.connectedClients()).toBe(1);
});

function knownStations(): FakeRegistry {
  const registry = new FakeRegistry();
  registry.addStation('S-1', 'S-2');
  return registry;
}

/** Another station is served as if nothing had happened. */
async function served(door: FakeDoor): Promise<void> {
  const before = door.received.length;
  const station = await hub.connect('S-2');
  await station.publishAsync('waste/v1/S-2/event', '{}', { qos: 1 });
  expect(door.received.length).toBe(before + 1);
}
