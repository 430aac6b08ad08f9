// HTTPS on the port of the API: its certificate, also when the files change, and stopping.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../test/support/api-hub.ts';
import { createCertificate } from '../certificate.ts';
import { silentLog } from '../log.ts';
import { type ApiServer, serveApi } from './server.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../test/fixtures/tls', name);
let folder: string;
let hub: ApiHub;
let server: ApiServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-tls-'));
  await useCertificate('first');
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
  const files = { certFile: join(folder, 'hub.crt'), keyFile: join(folder, 'hub.key') };
  const certificate = createCertificate(files, silentLog, 20);
  server = await serveApi(hub.api, { host: '127.0.0.1', port: 0, certificate });
});
afterEach(async () => {
  await server.stop();
  await hub.close();
  await rm(folder, { recursive: true });
});

async function useCertificate(name: string): Promise<void> {
  await copyFile(fixture(`${name}.key.pem`), join(folder, 'hub.key'));
  await copyFile(fixture(`${name}.cert.pem`), join(folder, 'hub.crt'));
}

async function ask(path: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(server.address + path, { agent: false, rejectUnauthorized: false }, resolve)
      .on('error', reject)
      .end();
  });
  const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
  return { status: response.statusCode, body: await text(response), fingerprint256 };
}

test('answers by TLS and by nothing else', async () => {
  expect(server.address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  await expect(fetch(`${server.address.replace('https', 'http')}/healthz`)).rejects.toThrow();
});

test('takes a new certificate when the files change', async () => {
  const { fingerprint256: before } = await ask('/healthz');
  await useCertificate('second');
  await expect.poll(async () => (await ask('/healthz')).fingerprint256, { timeout: 10_000 }).not.toBe(before);
});

test('a stop lets a request under way end, and does not wait for one who says nothing', async () => {
  const silent = connect(Number(new URL(server.address).port), '127.0.0.1');
  silent.on('error', () => {});
  const silentClosed = new Promise((resolve) => silent.once('close', resolve));
  let release = () => {};
  const asked = new Promise<void>((reached) => {
    hub.history.dropOffs = () => {
      reached();
      return new Promise((resolve) => {
        release = () => resolve({ items: [] });
      });
    };
  });
  const answer = ask('/api/v1/stations/s-1/drop-offs');
  await asked;
  const stopped = server.stop();
  await silentClosed;
  release();
  expect(await answer).toMatchObject({ status: 200 });
  await stopped;
});

test('a certificate that cannot be read fails the start', async () => {
  const certificate = createCertificate({ certFile: '/nowhere.crt', keyFile: '/nowhere.key' }, silentLog);
  await expect(serveApi(hub.api, { host: '127.0.0.1', port: 0, certificate })).rejects.toThrow(
    'cannot use certificate /nowhere.crt',
  );
});
