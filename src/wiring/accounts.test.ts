// Signing in to a whole hub by HTTPS with the password of its first start.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import { createLog } from '../log.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../test/fixtures/tls', name);
let folder: string;
let app: App;
const logged: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const env = { HUB_CONFIG: folder, HUB_DATA: join(folder, 'data'), HUB_MQTT_PORT: '0', HUB_HTTP_PORT: '0' };
  const config = loadConfig(env);
  const tls = { certFile: fixture('first.cert.pem'), keyFile: fixture('first.key.pem') };
  const log = createLog({ level: 'debug', stream: { write: (line) => void logged.push(line) } });
  app = createApp({ ...config, http: { ...config.http, tls } }, { log });
  await app.start();
});
afterEach(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number | undefined;
  cookie: string;
  body: { csrfToken: string; user: object; kind: string };
}

function ask(method: string, path: string, { body = {}, headers = {} } = {}): Promise<Answer> {
  const options = { method, rejectUnauthorized: false, agent: false as const };
  const type = { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      app.addresses.http + path,
      { ...options, headers: { ...type, ...headers } },
      (response) => {
        const cookie = response.headers['set-cookie']?.[0] ?? '';
        json(response).then(
          (answer) => resolve({ status: response.statusCode, cookie, body: answer as Answer['body'] }),
          reject,
        );
      },
    );
    sent.on('error', reject);
    sent.end(method === 'GET' ? '' : JSON.stringify(body));
  });
}

test('the first password lets the administrator in, is in no log, and goes when it is changed', async () => {
  const { name = '', password = '', file = '' } = app.firstSignIn ?? {};
  expect(await readFile(file, 'utf8')).toBe(`${password}\n`);
  expect((await ask('GET', '/api/v1/stations')).status).toBe(401);

  const signedIn = await ask('POST', '/api/v1/session', { body: { name, password } });
  expect(signedIn).toMatchObject({
    status: 200,
    body: { kind: 'user', user: { name: 'admin', role: 'admin' } },
  });
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
    expect(signedIn.cookie).toContain(attribute);

  const cookie = signedIn.cookie.split(';')[0] ?? '';
  const change = { current: password, next: 'rain over the river' };
  const headers = { cookie, 'x-csrf-token': signedIn.body.csrfToken };
  const changed = await ask('POST', '/api/v1/session/password', { body: change, headers });
  expect(changed.status).toBe(200);
  expect(existsSync(file)).toBe(false);
  expect((await ask('GET', '/api/v1/stations', { headers: { cookie } })).status).toBe(401);

  const said = logged.join('');
  expect(said).toContain('the hub is open');
  for (const secret of [password, cookie.split('=')[1] ?? '', 'rain over'])
    expect(said).not.toContain(secret);
});
