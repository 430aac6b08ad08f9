import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_BIN_SETTINGS } from '../watch/bin-state/settings.ts';
import { alertsSchema } from './alerts-schema.ts';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `text`: of alerts.yaml. */
async function load(text: string) {
  await writeFile(join(folder, 'alerts.yaml'), text);
  return loadConfig({ HUB_CONFIG: folder }).alerts;
}

async function faultsOf(text: string): Promise<string[]> {
  const error = await load(text).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.split('\n').map((line) => line.replace(/^.*alerts\.yaml/, ''));
}

test('a key that is given stands in the place of its default', async () => {
  const alerts = await load('rules: { bin-full: { raise: 0.9 }, hazard: { enabled: false } }');
  expect(alerts.rules).toEqual({
    ...alertsSchema.parse({}).rules,
    'bin-full': { enabled: true, severity: 'warning', holdMinutes: 10, raise: 0.9, clear: 0.6 },
    hazard: { ...alertsSchema.parse({}).rules.hazard, enabled: false },
  });
});

test('an override says only what it changes', async () => {
  const { overrides } = await load(
    'overrides: [{ station: ts-001, rules: { bin-full: { holdMinutes: 30 } } }]',
  );
  expect(overrides).toEqual([{ station: 'ts-001', rules: { 'bin-full': { holdMinutes: 30 } } }]);
});

test('how levels are judged, in the units of the file', async () => {
  const { bins, overrides } = await load(`bins: { stuckHours: 24 }
overrides: [{ station: ts-001, bins: { claimSlackMinutes: 60, noEchoMm: 4000 } }]`);
  expect(bins).toEqual({ ...DEFAULT_BIN_SETTINGS, stuckMs: 24 * 3_600_000 });
  expect(overrides).toEqual([
    { station: 'ts-001', rules: {}, bins: { claimSlackMs: 3_600_000, noEchoMm: 4_000 } },
  ]);
});

test('what cannot be of how levels are judged', async () => {
  const faults = await faultsOf(`bins: { spikeLevel: 0.4, medianReadings: 2 }
overrides:
- { stream: food, bins: { emptiedFall: 0.3 } }
- { grid: g1, bins: { emptiedFall: 0.3, spikeLevel: 0.2, windowMs: 5 } }`);
  expect(faults.sort((a, b) => (a < b ? -1 : 1))).toEqual([
    ':1  bins.medianReadings: expected number to be >=3, got 2',
    ':1  bins.spikeLevel: expected emptiedFall not to be less than spikeLevel, got 0.4',
    ':3  overrides[0].bins.emptiedFall: expected both emptiedFall and spikeLevel, got 0.3',
    ':4  overrides[1].bins.windowMs: expected no such key: it is unknown, got 5',
  ]);
});

test('all faults at once, with line, path, value and expectation', async () => {
  const text = `serviceHours: [{ from: "22:00", to: "06:00" }]
rules:
  bin-full: { raise: 0.5 }
  bin-ful: { raise: 0.5 }
  hazard: { holdMinutes: 5, kinds: [flood] }
  station-offline: { severity: grave, holdMinutes: -1, raise: 0.5 }
overrides:
- { rules: { bin-full: { holdMinutes: 1 } } }
- { grid: g1, rules: { bin-full: { raise: 0.9 } } }
- { grid: g1, rules: { bin-full: { raise: 0.5, clear: 0.7 } } }
- { stream: food, rules: { station-offline: { holdMinutes: 1 } } }`;
  expect((await faultsOf(text)).sort((a, b) => lineOf(a) - lineOf(b) || (a < b ? -1 : 1))).toEqual([
    ':1  serviceHours[0]: expected "from" before "to"; write two windows around midnight, got {"from":"22:00","to":"06:00"}',
    ':3  rules.bin-full.raise: expected raise to be greater than clear (0.6), got 0.5',
    ':4  rules.bin-ful: expected no such key: it is unknown, got {"raise":0.5}',
    ':5  rules.hazard.holdMinutes: expected 0, because fire and smoke raise at once, got 5',
    ':5  rules.hazard.kinds[0]: expected one of "fire"|"smoke"|"tilt"|"door-open"|"intrusion"|"fault"|"other", got "flood"',
    ':6  rules.station-offline.holdMinutes: expected number to be >=0, got -1',
    ':6  rules.station-offline.raise: expected no such key: it is unknown, got 0.5',
    ':6  rules.station-offline.severity: expected one of "notice"|"warning"|"critical", got "grave"',
    ':8  overrides[0]: expected a stream, a grid or a station, got {"rules":{"bin-full":{"holdMinutes":1}}}',
    ':9  overrides[1].rules.bin-full.raise: expected both raise and clear, got 0.9',
    ':10  overrides[2].rules.bin-full.raise: expected raise to be greater than clear (0.7), got 0.5',
    ':11  overrides[3].rules.station-offline: expected no stream beside it: the rule judges stations, not bins, got {"holdMinutes":1}',
  ]);
});

function lineOf(fault: string): number {
  return Number.parseInt(fault.slice(1), 10);
}

test('nothing else than a mapping', async () => {
  expect(await faultsOf('rules: 5')).toHaveLength(1);
});
