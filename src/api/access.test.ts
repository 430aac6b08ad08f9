import { afterEach, describe, expect, it } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../test/support/api-hub.ts';

const TOKEN = 'a-token-of-at-least-thirty-two-characters';
const bearer = { authorization: `Bearer ${TOKEN}` };
let hub: ApiHub;
afterEach(() => hub.close());

const codeOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as { code?: string }).code;

describe('the name of the hub', () => {
  it.each([
    'localhost:8080',
    '127.0.0.1',
    '[::1]:8080',
    'LOCALHOST',
    'hub.town.example',
    'hub.town.example:8443',
  ])('answers for %s', async (host) => {
    hub = await openApiHub({ allowedHosts: ['Hub.Town.Example'] });
    expect((await hub.api.request('/api/v1/stations', { headers: { host } })).status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:8080', '127.0.0.1.evil.example', ''])(
    'refuses %j, as a page that rebinds its own name would send it',
    async (host) => {
      hub = await openApiHub({ allowedHosts: ['hub.town.example'] });
      for (const path of ['/api/v1/stations', '/healthz', '/docs', '/nothing']) {
        const response = await hub.api.request(path, { headers: { host } });
        expect(response.status).toBe(403);
        expect(await codeOf(response)).toBe('host-not-allowed');
      }
    },
  );
});

describe('the page that asks', () => {
  it('lets its own pages and named others ask', async () => {
    hub = await openApiHub({ allowedOrigins: ['https://console.example'] });
    for (const origin of ['http://localhost:8080', 'https://localhost:8080', 'https://console.example']) {
      const headers = { host: 'localhost:8080', origin };
      expect((await hub.api.request('/api/v1/stations', { headers })).status).toBe(200);
    }
  });

  it.each(['https://evil.example', 'http://localhost:3000', 'null', 'http://localhost:8080.evil.example'])(
    'refuses a page of %s, whatever it asks',
    async (origin) => {
      hub = await openApiHub();
      await hub.registry.addStations([station('s-1')]);
      const headers = { host: 'localhost:8080', origin };
      expect(await codeOf(hub.api.request('/api/v1/stations', { headers }))).toBe('origin-not-allowed');
      const removal = hub.api.request('/api/v1/stations/s-1', { method: 'DELETE', headers });
      expect(await codeOf(removal)).toBe('origin-not-allowed');
      expect(hub.registry.station('s-1')).toBeDefined();
    },
  );

  it('refuses a change that a browser says comes from another site', async () => {
    hub = await openApiHub();
    await hub.registry.addStations([station('s-1')]);
    const headers = { 'sec-fetch-site': 'cross-site' };
    const response = await hub.api.request('/api/v1/stations/s-1/rotate-token', { method: 'POST', headers });
    expect(response.status).toBe(403);
  });

  it('does not take a form for JSON', async () => {
    hub = await openApiHub();
    const body = JSON.stringify(station('s-1'));
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type };
      const response = await hub.api.request('/api/v1/stations', { method: 'POST', headers, body });
      expect(response.status).toBe(415);
      expect(await codeOf(response)).toBe('unsupported-media-type');
    }
    expect(hub.registry.stations()).toEqual([]);
  });
});

describe('the token', () => {
  it('is needed for everything but for what says nothing', async () => {
    hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
    for (const path of ['/api/v1/stations', '/api/v1/rejections', '/metrics', '/api/v1/areas']) {
      const response = await hub.api.request(path);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect((await hub.api.request(path, { headers: bearer })).status).toBe(200);
    }
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/api/v1/session'])
      expect((await hub.api.request(path)).status).toBe(200);
  });

  it.each([
    'Bearer wrong',
    `Bearer ${TOKEN}x`,
    `Basic ${TOKEN}`,
    'Bearer ',
    TOKEN,
    `Bearer ${TOKEN.slice(1)}`,
  ])('is not %j', async (authorization) => {
    hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
    expect((await hub.api.request('/api/v1/stations', { headers: { authorization } })).status).toBe(401);
  });

  it('is not needed over the control socket, nor is a known host', async () => {
    hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
    const response = await hub.api.request('/api/v1/stations', { headers: { host: 'x' } }, { local: true });
    expect(response.status).toBe(200);
  });

  it('keeps the state of the hub from those without it', async () => {
    hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
    expect(await (await hub.api.request('/readyz')).json()).toEqual({ ready: true });
    const known = await (await hub.api.request('/readyz', { headers: bearer })).json();
    expect(known).toMatchObject({ ready: true, history: { behindBytes: 100 } });
  });
});

describe('loopback', () => {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip'];

  it('is open only where the configuration says so', async () => {
    hub = await openApiHub({ openOnLoopback: false });
    expect((await hub.api.request('/api/v1/stations')).status).toBe(401);
    await hub.close();
    hub = await openApiHub({ openOnLoopback: true });
    expect((await hub.api.request('/api/v1/stations')).status).toBe(200);
    expect((await hub.api.request('/api/v1/areas', { headers: bearer })).status).toBe(401);
  });

  it('is not what a proxy on this machine passes on', async () => {
    hub = await openApiHub({ openOnLoopback: true });
    for (const name of forwarded) {
      const headers = { [name]: '192.0.2.7' };
      expect((await hub.api.request('/api/v1/stations', { headers })).status).toBe(401);
      expect((await hub.api.request('/metrics', { headers })).status).toBe(401);
    }
  });

  it('is never open to others', async () => {
    hub = await openApiHub();
    await expect(openApiHub({ loopbackOnly: false, openOnLoopback: true })).rejects.toThrow('loopback');
  });

  it('has its counters for Prometheus without signing in, elsewhere they need the right', async () => {
    hub = await openApiHub({ openOnLoopback: false });
    expect((await hub.api.request('/metrics')).status).toBe(200);
    await hub.close();
    hub = await openApiHub({ loopbackOnly: false });
    expect((await hub.api.request('/metrics')).status).toBe(401);
  });
});
