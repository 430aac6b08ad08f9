// What holds for every request, whatever it asks for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type ApiHub, openApiHub, station } from '../../test/support/api-hub.ts';
import { StoreUnavailable } from '../history/history.ts';
import { StateUnavailable } from '../state/state-store.ts';
import type { problemSchema } from './problem.ts';

let hub: ApiHub;
beforeAll(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
});
afterAll(() => hub.close());

async function problemOf(response: Response): Promise<z.infer<typeof problemSchema>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as z.infer<typeof problemSchema>;
  expect(problem).toMatchObject({
    type: `urn:dropoff-hub:problem:${problem.code}`,
    status: response.status,
    requestId: response.headers.get('x-request-id'),
  });
  expect(problem.title).toBeTypeOf('string');
  return problem;
}

const post = (path: string, body: string, type = 'application/json') =>
  hub.api.request(path, { method: 'POST', headers: { 'content-type': type }, body });

describe('every answer', () => {
  it.each(['/api/v1/stations', '/healthz', '/docs', '/nothing', '/api/v1/stations?x=1'])(
    'of %s has a request id and the headers that keep a browser safe',
    async (path) => {
      const { headers } = await hub.api.request(path);
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('keeps a request id that came along, unless it is odd', async () => {
    const ask = async (id: string) =>
      (await hub.api.request('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await ask('trace-1')).toBe('trace-1');
    expect(await ask('<script>')).not.toBe('<script>');
  });

  it('is not sent again when it did not change', async () => {
    const first = await hub.api.request('/api/v1/stations');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await hub.api.request('/api/v1/stations', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });
});

describe('an address', () => {
  it.each([
    '/nothing',
    '/api',
    '/api/v1',
    '/api/v2/stations',
    '/api/v1/stations/',
    '/api/v1//stations',
    '//api/v1/stations',
    '/api/v1/stations%2Fs-1',
    '/api/v1/stations/%2e%2e/areas',
    '/api/v1/stations/..%2f..%2fetc%2fpasswd',
    '/api/v1/stations/%00',
    '/api/v1/stations/s-1%00',
    '/api/v1/stations/s-1%252f',
    '/api/v1/stations/..;/areas',
    '/api/v1/stations/s-1;x=1',
    '/API/V1/STATIONS',
    '/api/v1/stations/__proto__',
    '/api/v1/stations/constructor/statistics',
    '/api/v1/areas/no-such/statistics',
    '/api/v1/stations/%F0%28%8C%28',
    `/api/v1/stations/${'a'.repeat(5_000)}`,
  ])('%s is not there', async (path) => {
    const response = await hub.api.request(`http://localhost${path}`);
    // Dot segments are gone before a client of this kind sends them; server.test.ts sends them raw.
    expect([200, 304]).not.toContain(path.includes('%2e') ? 404 : response.status);
    if (!path.includes('%2e')) expect((await problemOf(response)).code).toBe('not-found');
  });

  it.each([
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/api/v1/stations', 'GET, HEAD, POST'],
    ['PUT', '/api/v1/stations/s-1/statistics', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/areas', 'GET, HEAD, POST'],
    ['GET', '/api/v1/rejections/replay', 'POST'],
  ])('does not offer %s %s', async (method, path, allow) => {
    const response = await hub.api.request(path, { method });
    expect((await problemOf(response)).code).toBe('method-not-allowed');
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('answers HEAD like GET, without a body', async () => {
    const response = await hub.api.request('/api/v1/stations/s-1', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('a query', () => {
  it.each([
    ['/api/v1/stations?limti=5', 'limti', '5'],
    ['/api/v1/stations?limit=5&limit=6', 'limit', "[ '5', '6' ]"],
    ['/api/v1/stations?limit=0', 'limit', '0'],
    ['/api/v1/stations?limit=1001', 'limit', '1001'],
    ['/api/v1/stations?limit=1e2', 'limit', '1e2'],
    ['/api/v1/stations?limit=0x10', 'limit', '0x10'],
    ['/api/v1/stations?limit=%205', 'limit', ' 5'],
    ['/api/v1/stations?limit=', 'limit', ''],
    ['/api/v1/stations?state=on', 'state', 'on'],
    ['/api/v1/stations?area=a%20b', 'area', 'a b'],
    ['/api/v1/stations?__proto__=1', '__proto__', '1'],
    ['/healthz?verbose', 'verbose', ''],
    ['/metrics?name=x', 'name', 'x'],
    ['/api/v1/areas?x=1', 'x', '1'],
    ['/api/v1/stations/s-1/statistics?interval=year', 'interval', 'year'],
    ['/api/v1/stations/s-1/statistics?from=2026-11-01', 'from', '2026-11-01'],
    ['/api/v1/stations/s-1/statistics?from=2026-11-01T00:00:00', 'from', '2026-11-01T00:00:00'],
    ['/api/v1/stations/s-1/statistics?from=2026-02-30T00:00:00Z', 'from', '2026-02-30T00:00:00Z'],
    ['/api/v1/stations/s-1/statistics?from=0', 'from', '0'],
    ['/api/v1/stations/s-1/statistics?from=99999999999999', 'from', '99999999999999'],
    ['/api/v1/stations/s-1/statistics?to=NaN', 'to', 'NaN'],
    ['/api/v1/stations/s-1/drop-offs?binId=..', 'binId', '..'],
    ['/api/v1/rejections?reason=because', 'reason', 'because'],
  ])('%s is refused with path, value and expectation', async (path, name, value) => {
    const response = await hub.api.request(path);
    expect(response.status).toBe(400);
    const { code, errors } = await problemOf(response);
    expect(code).toBe('invalid-request');
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: name, value, expected: expect.stringMatching(/\w/) });
  });

  it('is shown only in part when it is long', async () => {
    const { errors } = await problemOf(await hub.api.request(`/api/v1/stations?state=${'x'.repeat(3_000)}`));
    expect(String(errors?.[0]?.value)).toHaveLength(81);
  });

  it.each([
    ['interval=hour&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'range-too-large'],
    ['interval=day&from=2000-01-01T00:00:00Z&to=2099-12-31T00:00:00Z', 'range-too-large'],
    ['interval=month&from=2000-01-01T00:00:00Z&to=2099-12-31T00:00:00Z', 'range-too-large'],
    ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'invalid-request'],
    ['from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z', 'invalid-request'],
  ])('for too much or for nothing is refused before the history hears of it: %s', async (query, code) => {
    const asked = hub.history.dropOffStatistics;
    hub.history.dropOffStatistics = async () => {
      throw new Error('the history was asked');
    };
    const response = await hub.api.request(`/api/v1/stations/s-1/statistics?${query}`);
    hub.history.dropOffStatistics = asked;
    expect(response.status).toBe(400);
    expect((await problemOf(response)).code).toBe(code);
  });
});

describe('a body', () => {
  it('must be JSON', async () => {
    const response = await post('/api/v1/rejections/replay', '{"ids":');
    expect(response.status).toBe(400);
    expect((await problemOf(response)).code).toBe('bad-request');
  });

  it('must fit', async () => {
    const response = await post(
      '/api/v1/rejections/replay',
      JSON.stringify({ ids: ['x'.repeat(1_100_000)] }),
    );
    expect(response.status).toBe(413);
    expect((await problemOf(response)).code).toBe('too-large');
  });

  it('may be deep without harm', async () => {
    const response = await post('/api/v1/rejections/replay', '['.repeat(200_000));
    expect(response.status).toBe(400);
    const nested = `{"ids":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect((await post('/api/v1/rejections/replay', nested)).status).toBe(422);
  });

  it.each([
    ['{"ids":[]}', 'ids'],
    ['{"ids":[1]}', 'ids[0]'],
    ['{"ids":["a"],"reason":"bad-json"}', 'ids'],
    ['{"station":"s-1","force":true}', 'force'],
    ['{"__proto__":{"station":"s-1"}}', '__proto__'],
    ['[]', ''],
    ['null', ''],
  ])('%s is not valid at %j', async (body, path) => {
    const response = await post('/api/v1/rejections/replay', body);
    expect(response.status).toBe(422);
    const { code, errors } = await problemOf(response);
    expect(code).toBe('invalid-body');
    expect(errors?.map((fault) => fault.path)).toContain(path);
  });

  it('has at most 100 faults told', async () => {
    const ids = Array.from({ length: 1_000 }, () => 1);
    const { errors } = await problemOf(await post('/api/v1/rejections/replay', JSON.stringify({ ids })));
    expect(errors).toHaveLength(100);
  });
});

describe('a failure inside', () => {
  it('of the history is 503 and says when to try again', async () => {
    hub.history.dropOffStatistics = () =>
      Promise.reject(new StoreUnavailable('http://user:secret@influx:8086'));
    const response = await hub.api.request('/api/v1/stations/s-1/statistics');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    const problem = await problemOf(response);
    expect(problem.code).toBe('history-unavailable');
    expect(problem.detail).toContain('it is 0 s behind');
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(hub.errors).toEqual([]);
  });

  it('of the state store is 503, says what most often helps, and is logged with its cause', async () => {
    hub.history.fillLevels = () => Promise.reject(new StateUnavailable('ENOSPC in /var/lib/secret'));
    const response = await hub.api.request('/api/v1/stations/s-1/fill-levels');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    const problem = await problemOf(response);
    expect(problem.code).toBe('state-unavailable');
    expect(problem.detail).toContain('when there is room');
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(hub.errors.splice(0)).toEqual([expect.stringContaining('ENOSPC')]);
  });

  it('that nobody foresaw is 500, tells nothing and is logged', async () => {
    hub.history.fillLevels = () => Promise.reject(new Error('SELECT secret FROM /var/lib'));
    const response = await hub.api.request('/api/v1/stations/s-1/fill-levels');
    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(problem.code).toBe('internal');
    expect(JSON.stringify(problem)).not.toMatch(/secret|SELECT|\.ts/);
    expect(hub.errors).toEqual([
      expect.stringContaining('cannot answer GET /api/v1/stations/s-1/fill-levels'),
    ]);
  });
});
