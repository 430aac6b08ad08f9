import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { publishPacket, startBroker, type TestBroker, until } from '../../test/support/broker.ts';
import { createCertificate } from '../certificate.ts';
import { silentLog } from '../log.ts';

let hub: TestBroker;
afterEach(() => hub?.close());

const fixture = (name: string) => join(import.meta.dirname, '../../test/fixtures/tls', name);
const FIRST = { certFile: fixture('first.cert.pem'), keyFile: fixture('first.key.pem') };

describe('strangers', () => {
  it('over the limit of connections are closed at once, and the others are served', async () => {
    hub = await startBroker({ config: { maxConnections: 3 } });
    const station = await hub.connect('S-1');
    const silent = [await hub.raw(), await hub.raw()];
    const refused = await Promise.all(Array.from({ length: 50 }, () => hub.raw()));
    await Promise.all(refused.map(({ closed }) => closed));
    await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    expect(silent.map(({ socket }) => socket.destroyed)).toEqual([false, false]);
    silent[0]?.socket.destroy();
    let code: number | undefined;
    while (code === undefined) code = await (await hub.raw()).login('S-2').catch(() => undefined);
    expect(code).toBe(0);
  });

  it('who say nothing, or stop within their CONNECT, are closed in time', async () => {
    hub = await startBroker({ config: { connectTimeoutSeconds: 0.1 } });
    const silent = await hub.raw();
    const halfway = await hub.raw();
    halfway.socket.write(Buffer.from([0x10, 0x60, 0, 4, 0x4d]));
    await Promise.all([silent.closed, halfway.closed]);
  });

  it.each([
    ['an HTTP request', 'GET / HTTP/1.1\r\n\r\n'],
    ['a PUBLISH', '\x30\x05\x00\x01aXX'],
    ['a CONNECT of 9 KiB', '\x10\xa8\x46'],
    ['a length without end', '\x10\x80\x80\x80\x80\x80'],
    ['another protocol in the CONNECT', '\x10\x0c\x00\x04MQTX\x04\x02\x00\x00\x00\x00'],
  ])('who begin with %s are closed', async (_name, bytes) => {
    hub = await startBroker();
    const stranger = await hub.raw();
    stranger.socket.write(Buffer.from(bytes, 'latin1'));
    await stranger.closed;
    expect(stranger.packets).toEqual([]);
  });

  it('in numbers do not disturb a station', async () => {
    hub = await startBroker({ config: { maxConnections: 500 } });
    const station = await hub.connect('S-1');
    const flood = Array.from({ length: 200 }, async (_, number) => {
      const stranger = await hub.raw();
      const code = await stranger.login(`X-${number}`);
      await stranger.closed;
      return code;
    });
    for (let count = 0; count < 50; count++)
      await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    expect(new Set(await Promise.all(flood))).toEqual(new Set([4]));
    expect(hub.broker.refused()).toHaveLength(200);
  });
});

describe('a subscriber that takes nothing', () => {
  it('is cut, and a publisher never waits for it', async () => {
    hub = await startBroker({ config: { drainTimeoutSeconds: 0.3 } });
    const reader = await hub.raw();
    await reader.login('reader');
    reader.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'waste/v1/#', qos: 0 }] });
    await reader.take('suback');
    reader.socket.pause();
    const station = await hub.connect('S-1');
    const payload = JSON.stringify({ detail: 'x'.repeat(50_000) });
    for (let count = 0; count < 300; count++)
      await station.publishAsync('waste/v1/S-1/event', payload, { qos: 1 });
    expect(hub.door.received).toHaveLength(300);
    await until(() => hub.broker.connectedClients() === 1);
    expect(station.connected).toBe(true);
  });
});

describe('TLS', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  async function copyOfFirst() {
    const folder = await mkdtemp(join(tmpdir(), 'hub-tls-'));
    folders.push(folder);
    const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    await copyFile(FIRST.certFile, files.certFile);
    await copyFile(FIRST.keyFile, files.keyFile);
    return files;
  }

  it('stands beside plain TCP', async () => {
    hub = await startBroker({ config: { tls: { host: '127.0.0.1', port: 0, ...FIRST } } });
    const { mqtts } = hub.broker.addresses;
    const station = await hub.connect('S-1', {
      protocol: 'mqtts',
      port: Number(mqtts?.port),
      rejectUnauthorized: false,
    });
    await station.publishAsync('waste/v1/S-1/event', '{}', { qos: 1 });
    await (await hub.connect('S-2')).publishAsync('waste/v1/S-2/event', '{}', { qos: 1 });
    expect(hub.door.received).toHaveLength(2);
  });

  it('closes who does not speak it', async () => {
    hub = await startBroker({ config: { tls: { host: '127.0.0.1', port: 0, ...FIRST } } });
    const stranger = await hub.raw(Number(hub.broker.addresses.mqtts?.port));
    stranger.send({ ...publishPacket('a', 'b') });
    await stranger.closed;
  });

  it('takes a new certificate when the files change, and keeps the old one when they are broken', async () => {
    const files = await copyOfFirst();
    const errors: string[] = [];
    const log = { ...silentLog, info() {}, error: (_fields: object, text: string) => void errors.push(text) };
    const certificate = createCertificate(files, log, 20);
    const changes: unknown[] = [];
    const stop = certificate.watch((options) => void changes.push(options.cert?.toString()));
    const before = certificate.read().cert?.toString();
    await writeFile(files.certFile, 'not a certificate');
    await until(() => errors.length > 0);
    expect(changes).toEqual([]);
    await copyFile(fixture('second.key.pem'), files.keyFile);
    await copyFile(fixture('second.cert.pem'), files.certFile);
    await until(() => changes.length > 0);
    stop();
    expect(changes.at(-1)).not.toBe(before);
    expect(changes.at(-1)).toBe(certificate.read().cert?.toString());
  });

  it('that cannot be read fails the start and leaves no port open', async () => {
    const tls = { host: '127.0.0.1', port: 0, certFile: '/nowhere.pem', keyFile: FIRST.keyFile };
    await expect(startBroker({ config: { tls } })).rejects.toThrow(/cannot use certificate \/nowhere.pem/);
  });
});

it('says what to do when the port is taken', async () => {
  hub = await startBroker();
  await expect(startBroker({ config: { port: hub.port } })).rejects.toThrow(
    /cannot listen .*EADDRINUSE.*another/,
  );
});

it('does not listen in the clear on another address than loopback unless it is allowed', async () => {
  await expect(startBroker({ config: { host: '0.0.0.0' } })).rejects.toThrow(/allowPlaintext/);
  hub = await startBroker({ config: { host: '0.0.0.0', allowPlaintext: true } });
  expect(hub.port).toBeGreaterThan(0);
});
