// The configuration in config/ as it is shipped: it loads, and hub.yaml documents every key with its default.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ADVISORY_DEFAULTS } from '../watch/advisories/advisory.ts';
import { RULES } from '../watch/rules/index.ts';
import { RULE_IDS } from '../watch/rules/rule.ts';
import { alertsSchema } from './alerts-schema.ts';
import { BIN_KEY_DEFAULTS } from './bins-schema.ts';
import { hubSchema } from './hub-schema.ts';
import { loadConfig } from './load-config.ts';

const ROOT = join(import.meta.dirname, '../../config');

type Schema = { properties?: Record<string, Schema> };

function keysOf(schema: Schema, prefix = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, part]) =>
    part.properties ? keysOf(part, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function valueAt(content: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], content);
}

test('hub.yaml says nothing but the defaults', () => {
  const config = loadConfig({ HUB_CONFIG: ROOT });
  const { declared, alerts: _, duty: __, notifiers: ___, dataFolder, ...settings } = config;
  expect(dataFolder).toBe(join(process.cwd(), 'data'));
  expect({ ...settings, dataFolder: './data' }).toEqual(hubSchema.parse({}));
  expect(declared.stations).toEqual([]);
});

test('alerts.yaml says nothing but the defaults', () => {
  expect(loadConfig({ HUB_CONFIG: ROOT }).alerts).toEqual(alertsSchema.parse({}));
});

test('alerts.yaml has every key of every rule, and a comment above it', () => {
  const text = readFileSync(join(ROOT, 'alerts.yaml'), 'utf8');
  const { rules, ...others } = parse(text);
  expect(Object.keys(rules)).toEqual(RULE_IDS);
  expect(new Set(RULES.map(({ id }) => id))).toEqual(new Set(RULE_IDS));
  for (const { id, defaults } of RULES) expect(Object.keys(rules[id])).toEqual(Object.keys(defaults));
  expect(Object.keys(others)).toEqual(['serviceHours', 'advisories', 'bins', 'overrides']);
  expect(others.advisories).toEqual(ADVISORY_DEFAULTS);
  expect(others.bins).toEqual(BIN_KEY_DEFAULTS);
  const lines = text.split('\n');
  for (const [i, line] of lines.entries())
    if (/^ *[\w-]+:/.test(line)) expect(lines[i - 1], line).toMatch(/^ *# /);
});

test('the examples in alerts.yaml are right', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-config-'));
  const text = readFileSync(join(ROOT, 'alerts.yaml'), 'utf8');
  const examples = text
    .slice(text.indexOf('overrides:'))
    .replace(/: \[\]$/gm, ':')
    .replace(/^#( {2,})/gm, '$1');
  await writeFile(join(folder, 'alerts.yaml'), examples);
  const { alerts } = loadConfig({ HUB_CONFIG: folder });
  await rm(folder, { recursive: true });
  expect(alerts.overrides).toHaveLength(3);
});

test('hub.yaml has every key, and a comment above it', () => {
  const text = readFileSync(join(ROOT, 'hub.yaml'), 'utf8');
  const withOptional = parse(text.replace(/^( *)#(\w+:)/gm, '$1$2'));
  const keys = keysOf(z.toJSONSchema(hubSchema, { io: 'input' }) as Schema);
  expect(keys.length).toBeGreaterThan(40);
  for (const key of keys) expect(valueAt(withOptional, key), key).toBeDefined();
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    const inTls = /^ {4}#\w+:/.test(line);
    if (/^ *#?\w+:/.test(line) && !inTls) expect(lines[i - 1], line).toMatch(/^ *# /);
  }
});

test('the sample town: three levels, 24 stations of 4 to 6 bins, demo tokens', () => {
  const { declared } = loadConfig({ HUB_CONFIG: join(ROOT, 'demo') });
  expect(declared.stations).toHaveLength(24);
  const parents = new Map(declared.areas.map(({ id, parent }) => [id, parent]));
  for (const { id, grid, bins, demoToken, latitude, longitude } of declared.stations) {
    expect(demoToken, id).toBe(true);
    expect(bins.length, id).toBeGreaterThanOrEqual(4);
    expect(new Set(bins.map(({ stream }) => stream)).size, id).toBe(4);
    expect(parents.get(parents.get(grid) ?? ''), id).toBe('tushan');
    expect(latitude, id).toBeCloseTo(29.55, 1);
    expect(longitude, id).toBeCloseTo(106.59, 1);
  }
});

test('the examples in stations.yaml are right', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-config-'));
  const text = readFileSync(join(ROOT, 'stations.yaml'), 'utf8');
  await writeFile(join(folder, 'stations.yaml'), text.replace(/: \[\]$/gm, ':').replace(/^#( {2,})/gm, '$1'));
  const { declared } = loadConfig({ HUB_CONFIG: folder });
  await rm(folder, { recursive: true });
  expect(Object.values(declared).map((items) => items.length)).toEqual([3, 1, 1, 1]);
  expect(Object.keys(declared.stations[0] ?? {})).toHaveLength(14);
});
