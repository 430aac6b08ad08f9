import { type AddressInfo, createServer, type Server } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Line, type Say } from './line.ts';

let broker: Aedes;
let server: Server;
let port: number;
let heard: string[];
let wills: number;
/** Called before the PUBACK of each message that is no status; may end the connection instead. */
let beforeAck: (client: Client) => boolean;
let acknowledged: Say[];
let resent: Say[];

beforeEach(async () => {
  heard = [];
  wills = 0;
  acknowledged = [];
  resent = [];
  beforeAck = () => true;
  broker = await Aedes.createBroker({
    authorizePublish: (client, packet, done) => {
      const text = packet.payload.toString();
      if (client === null || packet.topic.endsWith('/status')) {
        if (text.includes('"offline"')) wills += 1;
        return done(null);
      }
      heard.push(text);
      if (beforeAck(client)) done(null);
    },
  });
  server = createServer((socket) => broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

function open(change: { port?: number } = {}): Line {
  return new Line({
    station: 'L-1',
    token: '',
    host: '127.0.0.1',
    port,
    onAcknowledged: (say) => acknowledged.push(say),
    onResent: (say) => resent.push(say),
    onRejected: () => undefined,
    ...change,
  });
}

function message(number: number): Say {
  return { topic: 'waste/v1/L-1/event', payload: Buffer.from(`m${number}`) };
}

describe('the line of a script', () => {
  it('comes back by itself and says again what has no PUBACK, until everything has one', async () => {
    let count = 0;
    beforeAck = (client) => {
      count += 1;
      if (count % 40 !== 0) return true;
      client.close();
      return false;
    };
    const line = open();
    await line.connect('c-1');
    for (let number = 0; number < 100; number++) await line.say(message(number));
    await line.settledTo(0);
    await line.leave();
    expect(new Set(heard).size).toBe(100);
    expect(acknowledged).toHaveLength(100);
    expect(resent.length).toBeGreaterThan(0);
  });

  it('leaves its will when the power is cut, and a word when it leaves', async () => {
    const line = open();
    await line.connect('c-1');
    line.cut();
    await expect.poll(() => wills).toBe(1);
    await line.connect('c-2');
    await line.say(message(1));
    await line.settledTo(0);
    await line.leave();
    await expect.poll(() => wills).toBe(2);
    expect(acknowledged).toHaveLength(1);
  });

  it('goes on after a second device has taken its place', async () => {
    const line = open();
    await line.connect('c-1');
    await line.say(message(1));
    await line.takeOver('c-2');
    await line.say(message(2));
    await line.settledTo(0);
    await expect.poll(() => broker.connectedClients).toBe(1);
    await line.leave();
    expect(heard).toEqual(['m1', 'm2']);
    expect(resent).toEqual([]);
  });

  it('says where it could not connect', async () => {
    await expect(open({ port: 1 }).connect('c-1')).rejects.toThrow(
      /cannot connect L-1 to 127\.0\.0\.1:1: nothing listens there; start the hub/,
    );
  });
});
