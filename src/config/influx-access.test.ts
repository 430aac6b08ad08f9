import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';
import { loadConfig } from './load-config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `text`: of hub.yaml. */
async function load(env: Environment, text = '') {
  await writeFile(join(folder, 'hub.yaml'), text);
  return loadConfig({ HUB_CONFIG: folder, ...env });
}

async function errorOf(env: Environment, text?: string): Promise<ConfigError> {
  const error = await load(env, text).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

const buckets = {
  HUB_HISTORY: 'influx',
  INFLUX_URL: 'http://influx:8086',
  INFLUX_TOKEN: 'my-influx-token',
  INFLUX_ORG: 'town',
  INFLUX_BUCKET: 'dropoff',
  INFLUX_BUCKET_ROLLUPS: 'sums',
};
const database = { HUB_HISTORY: 'influx', INFLUX_URL: 'http://influx:8086', INFLUX_DATABASE: 'dropoff' };

test('2.x and 3.x: a token and two buckets', async () => {
  const { influx } = await load(buckets);
  expect(influx).toEqual({
    url: 'http://influx:8086',
    auth: { token: 'my-influx-token', org: 'town', bucket: 'dropoff', bucketRollUps: 'sums' },
    timeoutMs: 10_000,
  });
});

test('1.x: a database with two retention policies, with and without a user', async () => {
  const policies = { database: 'dropoff', retentionRaw: 'raw', retentionRollUps: 'rollups' };
  expect((await load(database)).influx?.auth).toEqual(policies);
  const user = { INFLUX_USERNAME: 'hub', INFLUX_PASSWORD: 'pass' };
  expect((await load({ ...database, ...user })).influx?.auth).toEqual({
    ...policies,
    username: 'hub',
    password: 'pass',
  });
});

test('secrets from files beside hub.yaml, all else from hub.yaml', async () => {
  await writeFile(join(folder, 'secret'), 'of-the-file\n');
  const influx =
    'url: "https://i/x", tokenFile: secret, org: o, bucket: b, bucketRollUps: r, timeoutSeconds: 3';
  const hub = `history: { kind: influx, influx: { ${influx} } }`;
  expect((await load({}, hub)).influx).toMatchObject({
    url: 'https://i/x',
    auth: { token: 'of-the-file', bucket: 'b' },
    timeoutMs: 3_000,
  });
});

test('is asked for nothing while DuckDB is the history', async () => {
  expect((await load({ ...buckets, HUB_HISTORY: '' })).influx).toBeUndefined();
});

test.each([
  ['nothing but the kind', { HUB_HISTORY: 'influx' }, ['URL', 'TOKEN', 'ORG', 'BUCKET', 'BUCKET_ROLLUPS']],
  ['no address', { ...database, INFLUX_URL: '' }, ['URL']],
  ['an address with a password', { ...database, INFLUX_URL: 'http://u:hidden@influx' }, ['URL']],
  ['no HTTP', { ...database, INFLUX_URL: 'influx:8086' }, ['URL']],
  ['one bucket for both', { ...buckets, INFLUX_BUCKET: 'sums' }, ['BUCKET_ROLLUPS']],
  ['a token and a database', { ...buckets, ...database }, ['TOKEN']],
  ['a password without a user', { ...database, INFLUX_PASSWORD: 'hidden' }, ['USERNAME']],
  ['a user without a password', { ...database, INFLUX_USERNAME: 'hub' }, ['PASSWORD']],
  ['a token that is no header', { ...buckets, INFLUX_TOKEN: 'hidden\nvalue' }, ['TOKEN']],
  ['a token twice', { ...buckets, INFLUX_TOKEN_FILE: 'hub.yaml' }, ['TOKEN', 'TOKEN_FILE']],
  ['no token file', { ...buckets, INFLUX_TOKEN: '', INFLUX_TOKEN_FILE: 'none' }, ['TOKEN_FILE']],
])('%s', async (_, env, variables) => {
  const { faults, message } = await errorOf(env);
  expect(faults.map(({ path }) => path)).toEqual(variables.map((name) => `INFLUX_${name}`));
  expect(message).not.toContain('hidden');
  expect(message).not.toContain('my-influx-token');
});

test('no secret stands in hub.yaml', async () => {
  const error = await errorOf({}, 'history: { influx: { token: hidden, password: hidden } }');
  expect(error.faults.map(({ path }) => path)).toEqual(['history.influx.token', 'history.influx.password']);
  expect(error.message).not.toContain('hidden');
});
