import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';
import { isLoopback, loadConfig } from './load-config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Files {
  hub?: string;
  stations?: string;
  env?: Environment;
}

async function load({ hub, stations, env }: Files) {
  if (hub !== undefined) await writeFile(join(folder, 'hub.yaml'), hub);
  if (stations !== undefined) await writeFile(join(folder, 'stations.yaml'), stations);
  return loadConfig({ HUB_CONFIG: folder, ...env });
}

async function errorOf(files: Files): Promise<ConfigError> {
  const error = await load(files).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

async function faultsOf(files: Files) {
  return (await errorOf(files)).faults.map(({ line, path, expected }) => ({ line, path, expected }));
}

test('without files everything has its default', async () => {
  const config = await load({});
  expect(config).toMatchObject({
    dataFolder: resolve('data'),
    logLevel: 'info',
    mqtt: { host: '127.0.0.1', port: 1883, allowPlaintext: false, maxConnections: 12_000 },
    http: { host: '127.0.0.1', port: 8080 },
    history: { kind: 'duckdb', retentionDays: { dropOff: 90, rollUp: undefined } },
    stations: { zone: 'Asia/Shanghai', reportingMinutes: 10, fullThreshold: 0.8 },
    declared: { areas: [], stations: [], gateways: [], integrations: [] },
  });
  expect(Object.isFrozen(config.history.retentionDays)).toBe(true);
});

test('the environment stands over the file, an empty variable says nothing', async () => {
  const config = await load({
    hub: 'mqtt: { port: 1, host: 127.0.0.2 }\nhttp: { port: 2 }',
    env: {
      HUB_MQTT_PORT: '0',
      HUB_MQTT_HOST: '',
      HUB_HTTP_HOST: '::1',
      HUB_HTTP_PORT: '3',
      HUB_DATA: '/srv/hub',
      HUB_LOG_LEVEL: 'debug',
      HUB_HISTORY: 'duckdb',
      HUB_API_TOKEN: 'x'.repeat(32),
    },
  });
  expect(config).toMatchObject({
    dataFolder: '/srv/hub',
    logLevel: 'debug',
    mqtt: { port: 0, host: '127.0.0.2' },
    http: { port: 3, host: '::1', token: 'x'.repeat(32) },
  });
});

test('stations take the defaults of hub.yaml', async () => {
  const { declared } = await load({
    hub: 'stations: { zone: Europe/Berlin, reportingMinutes: 60 }',
    stations: `
areas: [{ id: town, name: Town }]
stations:
  - { id: a, name: A, grid: town, bins: food:240|food:120:900, demoToken: true }
  - { id: b, name: B, grid: town, bins: [{ stream: food, litres: 1 }], zone: UTC, tokenSha256: ${'aB'.repeat(32)} }
gateways: [{ id: gw, tokenSha256: [${'0c'.repeat(32)}], stations: [a, c] }]
integrations: [{ id: map, tokenSha256: ${'1c'.repeat(32)}, filters: ["waste/v1/+/status"] }]`,
  });
  expect(declared.stations).toMatchObject([
    {
      id: 'a',
      bins: [{ id: 'food-1' }, { id: 'food-2', depthMm: 900 }],
      zone: 'Europe/Berlin',
      reportingMinutes: 60,
    },
    { id: 'b', bins: [{ id: 'food-1' }], zone: 'UTC', tokenSha256: ['ab'.repeat(32)], demoToken: false },
  ]);
  expect(declared.gateways).toEqual([{ id: 'gw', tokenSha256: ['0c'.repeat(32)], stations: ['a', 'c'] }]);
  expect(declared.integrations).toMatchObject([{ id: 'map' }]);
});

describe('faults', () => {
  test('are all reported at once, by file, line and path', async () => {
    const error = await errorOf({
      hub: 'mqtt:\n  port: 70000\n  colour: red\nhistory:\n  kind: paper\nlogLevel: loud\n',
      stations: 'stations:\n  - id: areas\n    name: A\n    grid: g\n    bins: cheese:9\n',
      env: { HUB_HTTP_PORT: 'http' },
    });
    expect(error.faults).toMatchObject([
      { file: join(folder, 'hub.yaml'), line: 6, path: 'logLevel', value: 'loud' },
      { file: join(folder, 'hub.yaml'), line: 2, path: 'mqtt.port', value: 70_000 },
      { file: join(folder, 'hub.yaml'), line: 3, path: 'mqtt.colour', value: 'red' },
      { file: 'environment', path: 'HUB_HTTP_PORT', value: 'http', expected: 'number' },
      { file: join(folder, 'hub.yaml'), line: 5, path: 'history.kind', value: 'paper' },
      { file: join(folder, 'stations.yaml'), line: 2, path: 'stations[0].id', value: 'areas' },
      { file: join(folder, 'stations.yaml'), line: 5, path: 'stations[0].bins', value: 'cheese:9' },
    ]);
    expect(error.message.split('\n')).toHaveLength(7);
    expect(error.message).toContain('hub.yaml:2  mqtt.port: expected number to be <=65535, got 70000');
  });

  test('a folder that is not there', () => {
    expect(() => loadConfig({ HUB_CONFIG: join(folder, 'none') })).toThrow('HUB_CONFIG: expected a folder');
  });

  test.each([
    ['broken YAML', 'mqtt: {\n', 2, '(syntax)'],
    ['a key twice', 'logLevel: info\nlogLevel: warn\n', 2, '(syntax)'],
    ['a list', '- a\n', undefined, '(the whole file)'],
    ['a text for a mapping', 'mqtt: yes\n', 1, 'mqtt'],
    ['a zone of half hours', 'stations:\n  zone: Asia/Kolkata\n', 2, 'stations.zone'],
    ['a share over 1', 'ingest: { accuracyConfidence: 60 }', 1, 'ingest.accuracyConfidence'],
    ['a nested unknown key', 'ingest:\n  ledger:\n    bots: 3\n', 3, 'ingest.ledger.bots'],
    [
      'certificates that are not there',
      'mqtt:\n  tls: { certFile: /no, keyFile: . }',
      2,
      'mqtt.tls.certFile',
    ],
  ])('in hub.yaml: %s', async (_, hub, line, path) => {
    expect(await faultsOf({ hub })).toMatchObject([{ line, path }]);
  });

  test.each([
    ['an unknown parent', 'areas: [{ id: a, name: A, parent: b }]', 'a', 'its parent "b" is not an area'],
    ['an area below itself', 'areas: [{ id: a, name: A, parent: a }]', 'a', 'below itself'],
    [
      'an unknown grid',
      'stations: [{ id: s, name: S, grid: g, bins: food:1 }]',
      's',
      'its grid "g" is not an area',
    ],
    [
      'one id for a station and a gateway',
      `areas: [{ id: g, name: G }]
stations: [{ id: s, name: S, grid: g, bins: food:1 }]
gateways: [{ id: S, tokenSha256: ${'0c'.repeat(32)}, stations: [s] }]`,
      'S',
      'has this id already',
    ],
    [
      'a station twice',
      `areas: [{ id: g, name: G }]
stations:
  - { id: s, name: S, grid: g, bins: food:1 }
  - { id: s, name: S, grid: g, bins: food:1 }`,
      's',
      'declared twice',
    ],
    [
      'an unknown key',
      'stations: [{ id: s, name: S, grid: g, bins: food:1, color: red }]',
      'stations[0].color',
      '',
    ],
    [
      'one bin id twice',
      'stations: [{ id: s, name: S, grid: g, bins: [{ id: a, stream: food, litres: 1 }, { id: A, stream: food, litres: 1 }] }]',
      'stations[0].bins',
      'ids that differ',
    ],
  ])('in stations.yaml: %s', async (_, stations, path, expected) => {
    expect(await faultsOf({ stations })).toMatchObject([
      { path, expected: expect.stringContaining(expected) },
    ]);
  });

  test('another address than loopback is never open, and needs TLS or a word about plaintext', async () => {
    const open = { HUB_HTTP_HOST: '0.0.0.0', HUB_MQTT_HOST: '::' };
    expect(await faultsOf({ env: { ...open, HUB_HTTP_OPEN_ON_LOOPBACK: 'true' } })).toMatchObject([
      { path: 'HUB_HTTP_OPEN_ON_LOOPBACK', expected: 'false, because 0.0.0.0 is not loopback' },
      { path: 'mqtt.allowPlaintext' },
    ]);
    const hub = 'mqtt: { allowPlaintext: true }';
    expect(await faultsOf({ hub, env: { ...open, HUB_API_TOKEN: 'short' } })).toMatchObject([
      { path: 'HUB_API_TOKEN' },
    ]);
    const config = await load({ hub, env: { ...open, HUB_API_TOKEN: 'x'.repeat(32) } });
    expect(config.http.host).toBe('0.0.0.0');
  });

  test('show no secret', async () => {
    const secret = 'my-real-token';
    const stations = `stations: [{ id: s, name: S, grid: g, bins: food:1, tokenSha256: ${secret} }]`;
    const { message } = await errorOf({ stations, env: { HUB_API_TOKEN: secret } });
    expect(message.split('\n')).toHaveLength(2);
    expect(message).not.toContain(secret);
  });
});

test('plaintext may be allowed by the environment, by true or false', async () => {
  const env = { HUB_MQTT_HOST: '0.0.0.0', HUB_MQTT_ALLOW_PLAINTEXT: 'true' };
  expect((await load({ env })).mqtt.allowPlaintext).toBe(true);
  expect(await faultsOf({ env: { HUB_MQTT_ALLOW_PLAINTEXT: 'yes' } })).toMatchObject([
    { path: 'HUB_MQTT_ALLOW_PLAINTEXT', expected: 'boolean' },
  ]);
});

test('the HTTP port: not open unless said, certificates that can be read, proxies that are addresses', async () => {
  expect((await load({})).http).toMatchObject({ openOnLoopback: false, trustedProxies: [] });
  expect((await load({ env: { HUB_HTTP_OPEN_ON_LOOPBACK: 'true' } })).http.openOnLoopback).toBe(true);
  await writeFile(join(folder, 'hub.crt'), '');
  expect(await faultsOf({ hub: 'http: { tls: { certFile: hub.crt, keyFile: hub.key } }' })).toMatchObject([
    { path: 'http.tls.keyFile' },
  ]);
  const tls = { certFile: join(folder, 'hub.crt'), keyFile: join(folder, 'hub.crt') };
  expect((await load({ hub: 'http: { tls: { certFile: hub.crt, keyFile: hub.crt } }' })).http).toMatchObject({
    tls,
  });
  const sound = ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'];
  expect((await load({ hub: `http: { trustedProxies: ${JSON.stringify(sound)} }` })).http).toMatchObject({
    trustedProxies: sound,
  });
  for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '*'])
    expect(await faultsOf({ hub: `http: { trustedProxies: ["${wrong}"] }` }), wrong).toMatchObject([
      { path: 'http.trustedProxies[0]' },
    ]);
});

test('loopback is this machine only', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
    expect(isLoopback(host), host).toBe(true);
  for (const host of ['0.0.0.0', '::', '127.0.0.1.example', 'hub', '10.0.0.1', '128.0.0.1']) {
    expect(isLoopback(host), host).toBe(false);
  }
});

test('TLS: files are named from the folder of the configuration', async () => {
  await writeFile(join(folder, 'hub.crt'), '');
  await writeFile(join(folder, 'hub.key'), '');
  const config = await load({ hub: 'mqtt: { tls: { certFile: hub.crt, keyFile: ./hub.key } }' });
  expect(config.mqtt.tls).toEqual({
    host: '0.0.0.0',
    port: 8883,
    certFile: join(folder, 'hub.crt'),
    keyFile: join(folder, 'hub.key'),
  });
});
