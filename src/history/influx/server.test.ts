import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import { type ScriptedServer, startScriptedServer } from '../../../test/support/scripted-server.ts';
import { StoreUnavailable } from '../history.ts';
import type { InfluxOptions, TokenAuth } from './options.ts';
import { InfluxServer } from './server.ts';
import { WriteFailure } from './server-errors.ts';

const TOKEN: TokenAuth = { token: 'secret', org: 'town & co', bucket: 'hub', bucketRollUps: 'hub-hours' };

function serverAt(url: string, auth: InfluxOptions['auth'] = TOKEN, timeoutMs = 10_000): InfluxServer {
  return new InfluxServer({ kind: 'influx', folder: '', url, auth, timeoutMs });
}

async function failureOf(promise: Promise<unknown>): Promise<WriteFailure> {
  const failure: unknown = await promise.catch((cause: unknown) => cause);
  if (failure instanceof WriteFailure) return failure;
  throw new Error(`expected a WriteFailure, not ${String(failure)}`);
}

describe('the answers of a server', () => {
  let scripted: ScriptedServer;
  let server: InfluxServer;

  beforeAll(async () => {
    scripted = await startScriptedServer(() => ({ status: 204 }));
    server = serverAt(scripted.url);
  });
  afterEach(() => {
    scripted.requests.length = 0;
  });
  afterAll(async () => {
    server.close();
    await scripted.close();
  });

  const answer = (status: number, body: string | object = {}, headers: Record<string, string> = {}) => {
    scripted.script = () => ({ status, body, headers });
  };

  const IN_60_S = () => new Date(Date.now() + 60_000).toUTCString();
  it.each([
    [408, {}, 'away'],
    [425, {}, 'away'],
    [429, {}, 'away'],
    [500, { error: 'timeout' }, 'away'],
    [503, '<html>', 'away'],
    [413, '<html>', 'too-large'],
    [400, { error: 'partial write: unable to parse' }, 'poison'],
    [422, { code: 'unprocessable entity', message: 'failure writing points' }, 'poison'],
    [400, '<html>The plain HTTP request was sent to HTTPS port</html>', 'refused'],
    [401, { code: 'unauthorized', message: 'unauthorized access' }, 'refused'],
    [403, { code: 'forbidden', message: 'insufficient permissions' }, 'refused'],
    [404, { code: 'not found', message: 'bucket "hub" not found' }, 'refused'],
    [500, { error: 'retention policy not found: raw' }, 'refused'],
    [302, '', 'refused'],
  ])('%i %o: %s', async (status, body, kind) => {
    answer(status, body);
    expect(await failureOf(server.write('raw', ['m v=1']))).toMatchObject({ kind, status });
    expect(scripted.requests).toHaveLength(1);
  });

  it.each([
    [401, 'set INFLUX_TOKEN'],
    [403, 'the right to read and to write bucket "hub"'],
    [404, 'run `dropoff-hub influx setup`'],
    [302, 'set INFLUX_URL'],
    [400, 'does INFLUX_URL lead to InfluxDB'],
  ])('%i says what to do', async (status, text) => {
    answer(status, 'no');
    expect((await failureOf(server.write('raw', ['m v=1']))).message).toContain(text);
  });

  it('reads Retry-After as seconds or as a date', async () => {
    answer(429, {}, { 'retry-after': '7' });
    expect(await failureOf(server.write('raw', ['m v=1']))).toMatchObject({ retryAfterMs: 7000 });
    answer(503, {}, { 'retry-after': IN_60_S() });
    const { retryAfterMs = 0 } = await failureOf(server.write('raw', ['m v=1']));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    answer(503, {}, { 'retry-after': 'soon' });
    expect((await failureOf(server.write('raw', ['m v=1']))).retryAfterMs).toBeUndefined();
  });

  it('reads how many lines were dropped, of 1.x, 2.x and 3.x', async () => {
    answer(400, { error: 'partial write: field type conflict: x dropped=3' });
    expect(await failureOf(server.write('raw', ['m v=1']))).toMatchObject({ dropped: 3 });
    answer(422, {
      code: 'unprocessable entity',
      message: 'partial write: points beyond retention policy dropped=4',
    });
    expect(await failureOf(server.write('raw', ['m v=1']))).toMatchObject({ dropped: 4 });
    const lines = [{ original_line: 'm v=', line_number: 1, error_message: 'no value' }];
    answer(400, { error: 'partial write of line protocol occurred', data: lines });
    const failure = await failureOf(server.write('raw', ['m v=']));
    expect(failure).toMatchObject({ dropped: 1 });
    expect(failure.message).toContain('partial write of line protocol occurred: no value');
  });

  it('is away when it hangs, cuts or cannot be found', async () => {
    scripted.script = () => 'hang';
    const hasty = serverAt(scripted.url, TOKEN, 50);
    expect(await failureOf(hasty.write('raw', ['m v=1']))).toMatchObject({ kind: 'away' });
    hasty.close();
    scripted.script = () => 'cut';
    expect(await failureOf(server.write('raw', ['m v=1']))).toMatchObject({ kind: 'away' });
    const nowhere = serverAt('http://history.invalid');
    const failure = await failureOf(nowhere.write('raw', ['m v=1']));
    expect(failure.kind).toBe('away');
    expect(failure.message).toMatch(
      /cannot write to InfluxDB at http:\/\/history\.invalid: .*history\.invalid/,
    );
  });

  it('hold what the hub says of itself and where its points belong', async () => {
    answer(204);
    await server.write('raw', ['m v=1', 'm v=2']);
    await server.write('rollUps', ['m v=1']);
    const [first, second] = scripted.requests;
    expect(first).toMatchObject({ method: 'POST', body: 'm v=1\nm v=2' });
    expect(first?.path).toBe('/api/v2/write?org=town+%26+co&bucket=hub&precision=ns');
    expect(second?.path).toContain('bucket=hub-hours');
    expect(first?.headers).toMatchObject({ authorization: 'Token secret', connection: 'keep-alive' });
    expect(first?.headers['user-agent']).toMatch(/^dropoff-hub\/\d/);
  });

  it('take user and password of 1.x, out of the address', async () => {
    const old = serverAt(scripted.url, { ...DATABASE, username: 'hub', password: 'päss' });
    answer(204);
    await old.write('rollUps', ['m v=1']);
    old.close();
    const [{ path = '', headers = {} } = {}] = scripted.requests;
    expect(path).toBe('/write?db=hub&rp=rollups&precision=ns');
    expect(headers.authorization).toBe(`Basic ${Buffer.from('hub:päss').toString('base64')}`);
  });

  it('to questions are whole, or errors that say what to do', async () => {
    const asked = () => server.query('raw', 'SELECT * FROM m');
    answer(200, { results: [{ error: 'Query would exceed file limit of 432 parquet files' }] });
    await expect(asked()).rejects.toThrow(/raise --query-file-limit/);
    answer(200, { results: [{ series: [{ name: 'm', partial: true }] }] });
    await expect(asked()).rejects.toThrow(/cut short/);
    answer(401, { error: 'authorization failed' });
    await expect(asked()).rejects.toThrow(/INFLUX_TOKEN/);
    answer(200, '<html>');
    await expect(asked()).rejects.toThrow(StoreUnavailable);
    scripted.script = () => 'cut';
    await expect(asked()).rejects.toThrow(StoreUnavailable);
  });

  it('tell the version of each generation', async () => {
    answer(204, {}, { 'x-influxdb-version': 'v2.9.1', 'x-influxdb-build': 'OSS' });
    expect(await server.version()).toEqual({
      name: 'InfluxDB',
      version: '2.9.1',
      writePath: '/api/v2/write',
    });
    answer(200, { version: '3.4.1', revision: 'abc' });
    expect(await server.version()).toMatchObject({ version: '3.4.1' });
    answer(200, 'OK');
    expect(await server.version()).toMatchObject({ name: 'unknown', version: 'unknown' });
  });
});

describe.skipIf(notInstalled('influxd'))('a real InfluxDB 1.6.7', () => {
  let influxd: RunningServer;
  const servers: InfluxServer[] = [];
  const on = (auth: InfluxOptions['auth']) => {
    const server = serverAt(influxd.url, auth);
    servers.push(server);
    return server;
  };

  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await influxd.stop();
  });

  it('keeps the targets apart', async () => {
    const server = on(DATABASE);
    await server.write('raw', ['m,t=a v=1i 1700000000000000001', 'm,t=b v=2i 1700000000000000002']);
    await server.write('rollUps', ['m v=3.5 1700000000000000000']);
    expect(await server.query('raw', 'SELECT v FROM m GROUP BY t')).toEqual([
      { name: 'm', tags: { t: 'a' }, columns: ['time', 'v'], values: [[1_700_000_000_000, 1]] },
      { name: 'm', tags: { t: 'b' }, columns: ['time', 'v'], values: [[1_700_000_000_000, 2]] },
    ]);
    expect(await server.query('rollUps', 'SELECT v FROM m')).toMatchObject([
      { values: [[1_700_000_000_000, 3.5]] },
    ]);
  });

  it('gives its version', async () => {
    expect(await on(DATABASE).version()).toMatchObject({
      version: expect.stringMatching(/^1\.6/),
      writePath: '/write',
    });
  });

  it.each([
    ['a database', { ...DATABASE, database: 'none' }],
    ['a retention policy', { ...DATABASE, retentionRaw: 'none' }],
  ])('refuses what has no place: %s', async (_name, auth) => {
    const failure = await failureOf(on(auth).write('raw', ['m v=1']));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('run `dropoff-hub influx setup`');
    await expect(on(auth).query('raw', 'SELECT * FROM m')).rejects.toThrow(/influx setup/);
  });

  it('counts the lines it dropped', async () => {
    const server = on(DATABASE);
    await server.write('raw', ['typed v=1i 1']);
    const failure = await failureOf(server.write('raw', ['typed v=1i 2', 'typed v=1.5 3']));
    expect(failure).toMatchObject({ kind: 'poison', status: 400, dropped: 1 });
  });
});
