import { createHash } from 'node:crypto';
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

/** `text`: of stations.yaml. */
async function load(env: Environment, text = '') {
  await writeFile(join(folder, 'stations.yaml'), text);
  return loadConfig({ HUB_CONFIG: folder, ...env });
}

async function errorOf(env: Environment, text?: string): Promise<ConfigError> {
  const error = await load(env, text).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

const stations = `areas: [{ id: g, name: G }]
stations:
- { id: a, name: A, grid: g, bins: food:1 }
- { id: b, name: B, grid: g, bins: food:1, tokenSha256: ${'0c'.repeat(32)} }`;

test('gives tokens to declared stations, beside their own', async () => {
  const token = 'x'.repeat(32);
  const { declared } = await load({ HUB_STATION_TOKENS: `a:${token}, b:${token}` }, stations);
  const sha256 = createHash('sha256').update(token).digest('hex');
  expect(declared.stations.map(({ tokenSha256 }) => tokenSha256)).toEqual([
    [sha256],
    ['0c'.repeat(32), sha256],
  ]);
});

test.each([
  ['a station that is not declared', `c:${'x'.repeat(32)}`],
  ['a short token', 'a:hidden'],
  ['no id', 'hidden'],
])('%s', async (_, tokens) => {
  const { faults, message } = await errorOf({ HUB_STATION_TOKENS: tokens }, stations);
  expect(faults.map(({ path }) => path)).toEqual(['HUB_STATION_TOKENS']);
  expect(message).not.toContain('hidden');
});
