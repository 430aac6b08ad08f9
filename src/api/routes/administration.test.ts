import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, openApiHub } from '../../../test/support/api-hub.ts';
import type { IssuedToken } from '../../registry/registry.ts';

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

const minimal = { id: 's-1', name: '一号站', grid: 'e-1', bins: [{ stream: 'food', litres: 240 }] };

const send = (method: string, path: string, body?: unknown, type = 'application/json') =>
  hub.api.request(`/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const tokensOf = async (response: Response) => ((await response.json()) as { tokens: IssuedToken[] }).tokens;
const lets = (token: string) => hub.registry.authenticate('s-1', token, { loopback: true }).ok;

describe('adding stations', () => {
  it('takes one, fills in the defaults and gives a token that works', async () => {
    const response = await send('POST', '/stations', minimal);
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [issued] = await tokensOf(response);
    expect(issued?.stationId).toBe('s-1');
    expect(lets(issued?.token ?? '')).toBe(true);
    expect(hub.registry.station('s-1')).toMatchObject({
      reportingMinutes: 10,
      zone: 'Asia/Shanghai',
      declared: false,
      bins: [{ id: 'food-1', stream: 'food', litres: 240 }],
    });
  });

  it('takes several', async () => {
    const response = await send('POST', '/stations', { stations: [minimal, { ...minimal, id: 's-2' }] });
    expect((await tokensOf(response)).map(({ stationId }) => stationId)).toEqual(['s-1', 's-2']);
  });

  it('takes none when one is wrong, and says what is wrong', async () => {
    const wrong = { ...minimal, id: 'areas', bins: [{ stream: 'glass', litres: -1 }], declared: true };
    const response = await send('POST', '/stations', { stations: [minimal, wrong] });
    expect(response.status).toBe(422);
    const { code, errors } = (await response.json()) as {
      code: string;
      errors: { path: string; value: unknown }[];
    };
    expect(code).toBe('invalid-body');
    expect(new Set(errors.map(({ path }) => path))).toEqual(
      new Set([
        'stations[1].bins[0].litres',
        'stations[1].bins[0].stream',
        'stations[1].declared',
        'stations[1].id',
      ]),
    );
    expect(errors.find(({ path }) => path.endsWith('litres'))?.value).toBe(-1);
    expect(hub.registry.stations()).toEqual([]);
  });

  it('does not let a body reach what it may not set', async () => {
    for (const field of ['declared', 'binsById', 'tokens', 'tokenSha256', '__proto__'])
      expect(
        (await send('POST', '/stations', `{${JSON.stringify(minimal).slice(1, -1)},"${field}":[]}`)).status,
      ).toBe(422);
  });

  it('is a conflict when the registry knows better', async () => {
    await send('POST', '/stations', minimal);
    const response = await send('POST', '/stations', {
      stations: [minimal, { ...minimal, id: 's-2', grid: 'x' }],
    });
    expect(response.status).toBe(409);
    const { errors } = (await response.json()) as { errors: { path: string; expected: string }[] };
    expect(errors).toEqual([
      { path: 's-1', expected: expect.stringContaining('exists already') },
      { path: 's-2', expected: expect.stringContaining('not an area') },
    ]);
  });
});

describe('importing a file', () => {
  const HEAD = 'id,name,grid,latitude,longitude,bins\n';

  it('adds its stations', async () => {
    const csv = `${HEAD}s-1,一号站,e-1,29.5,106.6,food:240:1100|residual:240\ns-2,二号站,west,29.6,106.7,food:120\n`;
    const response = await send('POST', '/stations/import', csv, 'text/csv; charset=utf-8');
    expect(response.status).toBe(201);
    expect(await tokensOf(response)).toHaveLength(2);
    expect(hub.registry.station('s-1')?.bins).toHaveLength(2);
  });

  it('reports every bad row with its line and imports nothing', async () => {
    const csv = `${HEAD}s-1,A,e-1,29.5,106.6,food:240\ns-2,B,e-1,99,106.6,food:240\ns-3,C,e-1,29.5,106.6,glass:1\n`;
    const response = await send('POST', '/stations/import', csv, 'text/csv');
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['line 3, latitude', 'line 4, bins']);
    expect(hub.registry.stations()).toEqual([]);
  });

  it('is tried without writing anything: what would be added, and what is wrong where', async () => {
    const csv = `${HEAD}s-1,A,e-1,29.5,106.6,food:240:1100\ns-2,B,nowhere,29.5,106.6,food:240\ns-3,C,e-1,99,106.6,food:240\n`;
    const response = await send('POST', '/stations/import?dryRun=true', csv, 'text/csv');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      stations: [
        {
          line: 2,
          id: 's-1',
          name: 'A',
          grid: 'e-1',
          bins: [{ id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 }],
        },
      ],
      faults: [
        {
          line: 3,
          column: 'grid',
          code: 'unknown-area',
          value: 'nowhere',
          fault: expect.stringContaining('"nowhere" is not an area'),
        },
        { line: 4, column: 'latitude', code: 'bad-value', value: '99', fault: expect.any(String) },
      ],
    });
    expect(hub.registry.stations()).toEqual([]);
    const good = `${HEAD}s-1,A,e-1,29.5,106.6,food:240\n`;
    expect(await (await send('POST', '/stations/import?dryRun=true', good, 'text/csv')).json()).toMatchObject(
      { stations: { length: 1 }, faults: [] },
    );
    expect(hub.registry.stations()).toEqual([]);
    expect((await send('POST', '/stations/import?dryRun=false', good, 'text/csv')).status).toBe(201);
    expect((await send('POST', '/stations/import?dryRun=yes', good, 'text/csv')).status).toBe(400);
  });

  it('takes CSV only', async () => {
    expect((await send('POST', '/stations/import', HEAD, 'application/json')).status).toBe(415);
    expect((await send('POST', '/stations/import', HEAD, 'text/plain')).status).toBe(415);
  });

  it('takes the file of a whole city', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `s-${i},Station ${i},e-1,29.5,106.6,food:240:1100|residual:240`,
    );
    const response = await send('POST', '/stations/import', `${HEAD}${rows.join('\n')}`, 'text/csv');
    expect(await tokensOf(response)).toHaveLength(10_000);
  });
});

describe('one station', () => {
  let token: string;
  beforeEach(async () => {
    const [issued] = await tokensOf(await send('POST', '/stations', minimal));
    token = issued?.token ?? '';
  });

  it('is changed as a whole, its id comes from the address', async () => {
    const { id: _, ...change } = { ...minimal, name: '新名', grid: 'west' };
    expect((await send('PUT', '/stations/s-1', change)).status).toBe(204);
    expect(hub.registry.station('s-1')).toMatchObject({ name: '新名', grid: 'west' });
    expect((await send('PUT', '/stations/s-1', { ...change, id: 's-2' })).status).toBe(422);
    expect((await send('PUT', '/stations/s-2', change)).status).toBe(404);
  });

  it('gets a new token; the old one stays valid as long as was said', async () => {
    const first = await send('POST', '/stations/s-1/rotate-token');
    expect(first.status).toBe(201);
    const { token: second } = (await first.json()) as IssuedToken;
    expect([lets(token), lets(second)]).toEqual([true, true]);
    const now = await send('POST', '/stations/s-1/rotate-token', { overlapDays: 0 });
    const { token: third } = (await now.json()) as IssuedToken;
    expect([lets(token), lets(second), lets(third)]).toEqual([false, false, true]);
    expect((await send('POST', '/stations/s-1/rotate-token', { overlapDays: -1 })).status).toBe(422);
    expect((await send('POST', '/stations/s-2/rotate-token')).status).toBe(404);
  });

  it('is taken out of service', async () => {
    expect((await send('DELETE', '/stations/s-1')).status).toBe(204);
    expect(lets(token)).toBe(false);
    expect((await send('DELETE', '/stations/s-1')).status).toBe(404);
  });
});

describe('areas', () => {
  it('are listed, parents before children, and added to', async () => {
    const added = await send('POST', '/areas', { id: 'w-1', name: '西一网格', parent: 'west' });
    expect(added.status).toBe(201);
    const { items } = (await (await hub.api.request('/api/v1/areas')).json()) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(['town', 'east', 'e-1', 'west', 'w-1']);
    expect(items.at(-1)).toEqual({ id: 'w-1', name: '西一网格', parent: 'west', declared: false });
  });

  it('are not added below what is not there, twice, or without a name', async () => {
    expect((await send('POST', '/areas', { id: 'n-1', name: 'N', parent: 'north' })).status).toBe(409);
    expect((await send('POST', '/areas', { id: 'west', name: 'W' })).status).toBe(409);
    expect((await send('POST', '/areas', { id: 'w-1' })).status).toBe(422);
  });
});
