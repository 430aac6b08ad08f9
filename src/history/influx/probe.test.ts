import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE, influxQl, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import {
  type ScriptedAnswer,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.ts';
import type { InfluxOptions } from './options.ts';
import { type ProbeReport, probeInflux } from './probe.ts';
import { InfluxServer } from './server.ts';

const TOKEN = { token: 't', org: 'town', bucket: 'hub', bucketRollUps: 'hours' };

const probe = (url: string, auth: InfluxOptions['auth']): Promise<ProbeReport> =>
  probeInflux({ kind: 'influx', folder: '', url, auth, timeoutMs: 2000 });

describe.skipIf(notInstalled('influxd'))('the probe of a real InfluxDB 1.6.7', () => {
  let influxd: RunningServer;
  let guarded: RunningServer;

  beforeAll(async () => {
    influxd = await startInfluxd();
    guarded = await startInfluxd({ http: ['auth-enabled = true'], empty: true });
    await influxQl(guarded.url, `CREATE USER root WITH PASSWORD 'root' WITH ALL PRIVILEGES`);
  });
  afterAll(async () => {
    await influxd.stop();
    await guarded.stop();
  });

  it('finds nothing wrong, and says what is there', async () => {
    expect(await probe(influxd.url, DATABASE)).toEqual({
      server: { name: 'InfluxDB', version: expect.stringMatching(/^1\.6/), writePath: '/write' },
      targets: [
        { target: 'raw', name: 'database "hub", retention policy "raw"', ...USABLE },
        { target: 'rollUps', name: 'database "hub", retention policy "rollups"', ...USABLE },
      ],
      answersLongQuestions: true,
      faults: [],
    });
  });

  it.each([
    ['a missing database', { ...DATABASE, database: 'none' }],
    ['a missing retention policy', { ...DATABASE, retentionRollUps: 'none' }],
  ])('says what makes %s', async (_name, auth) => {
    const { faults, targets } = await probe(influxd.url, auth);
    expect(targets.at(-1)?.canBeWritten).toBe(false);
    expect(faults.join()).toContain('dropoff-hub influx setup');
  });

  it('finds a retention that is too short', async () => {
    await influxQl(influxd.url, 'CREATE RETENTION POLICY "short" ON "hub" DURATION 10d REPLICATION 1');
    const { faults, targets } = await probe(influxd.url, { ...DATABASE, retentionRollUps: 'short' });
    expect(targets[1]?.keptDays).toBe(10);
    expect(faults).toEqual([
      'database "hub", retention policy "short" keeps points for 10 days: 90 are needed',
    ]);
  });

  it('finds buckets on a server that has none', async () => {
    const { faults } = await probe(influxd.url, TOKEN);
    expect(faults).toEqual([expect.stringMatching(/InfluxDB 1\.6.* knows no buckets: set INFLUX_DATABASE/)]);
  });

  it('finds a wrong password', async () => {
    const { faults } = await probe(guarded.url, { ...DATABASE, username: 'root', password: 'wrong' });
    expect(faults.join()).toContain('set INFLUX_USERNAME and INFLUX_PASSWORD');
  });

  it('finds a user that may read and not write', async () => {
    const root = new InfluxServer({
      kind: 'influx',
      folder: '',
      url: guarded.url,
      auth: { ...DATABASE, username: 'root', password: 'root' },
    });
    for (const statement of [
      'CREATE DATABASE "hub" WITH NAME "raw"',
      'CREATE RETENTION POLICY "rollups" ON "hub" DURATION INF REPLICATION 1',
      `CREATE USER reader WITH PASSWORD 'reader'`,
      'GRANT READ ON "hub" TO reader',
    ]) {
      await root.query('raw', statement);
    }
    root.close();
    const { faults, targets } = await probe(guarded.url, {
      ...DATABASE,
      username: 'reader',
      password: 'reader',
    });
    expect(targets.map(({ canBeRead, canBeWritten }) => [canBeRead, canBeWritten])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(faults.join()).toContain('give the user the right to read and to write database "hub"');
  });

  it('says that nobody is there', async () => {
    const report = await probe('http://history.invalid', DATABASE);
    expect(report).toMatchObject({ targets: [], answersLongQuestions: false });
    expect(report.faults).toEqual([expect.stringContaining('history.invalid')]);
  });
});

const USABLE = { canBeRead: true, canBeWritten: true, keptDays: null };

/** What 2.x and 3.x say is scripted: neither runs on the machines that test this. */
describe('the probe of later servers', () => {
  let scripted: ScriptedServer;
  let version: string;
  let written: string;
  let answers: (request: ScriptedRequest) => ScriptedAnswer | undefined;

  beforeAll(async () => {
    scripted = await startScriptedServer((request) => answers(request) ?? usual(request));
  });
  beforeEach(() => {
    version = 'v2.9.1';
    answers = () => undefined;
  });
  afterAll(() => scripted.close());

  function usual({ path, body }: ScriptedRequest): ScriptedAnswer {
    if (path === '/ping') return { status: 204, headers: { 'x-influxdb-version': version } };
    if (path.startsWith('/api/v2/write')) {
      written = /value=(\d+)i/.exec(body)?.[1] ?? '';
      return { status: 204 };
    }
    if (path.startsWith('/api/v2/orgs')) return { status: 200, body: { orgs: [{ id: 'o1' }] } };
    if (path.startsWith('/api/v2/buckets')) {
      const name = new URL(path, 'http://any').searchParams.get('name');
      return { status: 200, body: { buckets: [{ id: 'b1', name, retentionRules: [] }] } };
    }
    const series = [{ name: 'hub_check', columns: ['time', 'value'], values: [[0, Number(written)]] }];
    return { status: 200, body: { results: [{ series }] } };
  }

  it('finds nothing wrong with 2.x', async () => {
    const report = await probe(scripted.url, TOKEN);
    expect(report.faults).toEqual([]);
    expect(report.server).toMatchObject({ version: '2.9.1', writePath: '/api/v2/write' });
    expect(report.targets).toEqual([
      { target: 'raw', name: 'bucket "hub"', ...USABLE },
      { target: 'rollUps', name: 'bucket "hours"', ...USABLE },
    ]);
  });

  it('finds a bucket without a DBRP mapping', async () => {
    answers = ({ path }) =>
      path === '/query' ? { status: 404, body: { error: 'database not found: hub' } } : undefined;
    const { faults } = await probe(scripted.url, TOKEN);
    expect(faults).toContain(
      'bucket "hub" has no DBRP mapping and cannot be asked in InfluxQL: run `dropoff-hub influx setup`',
    );
  });

  it('finds a token that may not write', async () => {
    answers = ({ path }) =>
      path.startsWith('/api/v2/write') ? { status: 403, body: { message: 'insufficient' } } : undefined;
    const { faults, targets } = await probe(scripted.url, TOKEN);
    expect(targets.map(({ canBeRead, canBeWritten }) => [canBeRead, canBeWritten])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(faults.join()).toContain('the right to read and to write bucket "hub"');
  });

  it('names the setting of 3 Core that cuts long questions', async () => {
    version = '3.4.1';
    answers = ({ path, body }) =>
      path === '/query' && body.includes('drop_off_hour')
        ? { status: 500, body: { error: 'Query would exceed file limit of 432 parquet files' } }
        : undefined;
    const { faults, answersLongQuestions, targets } = await probe(scripted.url, TOKEN);
    expect(answersLongQuestions).toBe(false);
    expect(faults).toEqual([expect.stringMatching(/90 days .*raise --query-file-limit/)]);
    expect(targets[0]?.keptDays).toBeUndefined();
  });
});
