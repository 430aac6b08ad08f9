// What cannot be run here, InfluxDB 2.x and 3.x, by their documented answers; 1.x is set up for real in
// test/acceptance/influx.test.ts.
import { afterEach, expect, it } from 'vitest';
import {
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.ts';
import { setUpInflux } from './setup.ts';

let server: ScriptedServer;

afterEach(() => server.close());

const AUTH = { token: 't', org: 'town', bucket: 'readings', bucketRollUps: 'hours' };

interface Known {
  name: string;
  days: number | null;
}

/** The parts of a 2.x server that setting up meets. `unmapped`: buckets of an upgrade, which InfluxQL does not see. */
function scriptOf(version: string, known: Known[], unmapped: string[] = []): Script {
  return ({ method, path, body }) => {
    const url = new URL(path, 'http://influx');
    if (url.pathname === '/ping') return { status: 204, headers: { 'x-influxdb-version': version } };
    if (url.pathname === '/api/v2/orgs') {
      const isKnown = url.searchParams.get('org') === 'town';
      return { status: 200, body: { orgs: isKnown ? [{ id: 'o1', name: 'town' }] : [] } };
    }
    if (url.pathname === '/query') {
      const database = new URLSearchParams(body).get('db') ?? '';
      if (!unmapped.includes(database)) return { status: 200, body: { results: [{}] } };
      return { status: 404, body: { code: 'not found', message: 'dbrp mapping not found' } };
    }
    if (url.pathname === '/api/v2/dbrps') return { status: 201, body: {} };
    if (method === 'POST') {
      const { name, retentionRules } = JSON.parse(body);
      const seconds = retentionRules[0]?.everySeconds;
      known.push({ name, days: seconds === undefined ? null : seconds / 86_400 });
      return { status: 201, body: { id: `id-${name}`, name } };
    }
    const buckets = known.filter(({ name }) => name === url.searchParams.get('name'));
    const rulesOf = ({ days }: Known) =>
      days === null ? [] : [{ type: 'expire', everySeconds: days * 86_400 }];
    return {
      status: 200,
      body: {
        buckets: buckets.map((each) => ({
          id: `id-${each.name}`,
          name: each.name,
          retentionRules: rulesOf(each),
        })),
      },
    };
  };
}

async function setUp(script: Script, auth = AUTH): Promise<string[]> {
  server = await startScriptedServer(script);
  const said: string[] = [];
  const influx = { kind: 'influx' as const, folder: '', url: server.url, auth };
  await setUpInflux({ influx, keepDays: { raw: 90, rollUps: null }, say: (finding) => said.push(finding) });
  return said.slice(1);
}

function posted(path: string): unknown[] {
  return server.requests
    .filter((request) => request.method === 'POST' && request.path.startsWith(path))
    .map(({ body }) => JSON.parse(body));
}

it('makes both buckets with their retention', async () => {
  const known: Known[] = [];
  expect(await setUp(scriptOf('v2.9.1', known))).toEqual([
    'The bucket "readings" was made and keeps points for 90 days.',
    'The bucket "hours" was made and keeps points without end.',
  ]);
  expect(known).toEqual([
    { name: 'readings', days: 90 },
    { name: 'hours', days: null },
  ]);
  expect(posted('/api/v2/buckets')).toMatchObject([{ orgID: 'o1' }, { orgID: 'o1' }]);
  expect(posted('/api/v2/dbrps')).toEqual([]);
  expect(server.requests[0]?.headers.authorization).toBe('Token t');
});

it('leaves buckets that are there, and says where they differ', async () => {
  const known = [
    { name: 'readings', days: 30 },
    { name: 'hours', days: null },
  ];
  expect(await setUp(scriptOf('v2.9.1', known))).toEqual([
    'The bucket "readings" is there and keeps points for 30 days; the configuration says for 90 days: it was left as it is.',
    'The bucket "hours" is there and keeps points without end.',
  ]);
  expect(posted('/api/v2/buckets')).toEqual([]);
});

it('makes a bucket where the server answers 404 for one that is missing', async () => {
  const known: Known[] = [];
  const script = scriptOf('v2.0.1', known);
  const said = await setUp((request) => {
    const isSearch = request.method === 'GET' && request.path.startsWith('/api/v2/buckets');
    return isSearch ? { status: 404, body: { message: 'bucket not found' } } : script(request);
  });
  expect(said).toHaveLength(2);
  expect(known).toHaveLength(2);
});

it('makes the mapping that InfluxQL needs, where it is missing', async () => {
  const said = await setUp(scriptOf('v2.9.1', [], ['hours']));
  expect(said.at(-1)).toContain('The bucket "hours" can now be asked in InfluxQL');
  expect(posted('/api/v2/dbrps')).toEqual([
    { orgID: 'o1', bucketID: 'id-hours', database: 'hours', retention_policy: 'autogen', default: true },
  ]);
});

it('says when the token does not see the organisation', async () => {
  await expect(setUp(scriptOf('v2.9.1', []), { ...AUTH, org: 'other' })).rejects.toThrow(
    'cannot find the organisation "other"',
  );
});

it('leaves it to 3.x to make its databases', async () => {
  const said = await setUp(scriptOf('3.1.0', []));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('at the first write');
  expect(server.requests.map(({ path }) => path)).toEqual(['/ping']);
});
