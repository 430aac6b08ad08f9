// The simulators as people run them, against a hub: each scenario, a replay and plain life, each held against the
// API as `simulate:verify` does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger } from '../../simulators/ledger/ledger-file.ts';
import { HubAnswers } from '../../simulators/verify/hub-answers.ts';
import { verifyLedger } from '../../simulators/verify/verify-ledger.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { TOWN, townOf } from '../support/town.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCENARIOS = readdirSync(join(ROOT, 'simulators/scenarios')).map((file) => file.replace('.yaml', ''));
const STATIONS = Array.from({ length: 6 }, (_, place) => `S-${place + 1}`);

let folder: string;
let hub: HubUnderTest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulators-'));
  const bins = '"food:240:1100|residual:240:1100|recyclable:240:1100|hazardous:240:1100"';
  const stations = STATIONS.map(
    (id) => `  - { id: ${id}, name: ${id}, grid: east, bins: ${bins}, demoToken: true }`,
  );
  writeFileSync(join(folder, 'stations.yaml'), ['stations:', ...stations, ''].join('\n'));
  hub = await startHub({ declared: { ...TOWN, ...townOf(...STATIONS) } });
});

afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true });
});

async function run(entry: 'main' | 'verify', ...args: string[]) {
  const env = { ...process.env, HUB_CONFIG: folder, HUB_MQTT_PORT: String(hub.mqttPort) };
  const child = spawn(process.execPath, [`dist/simulators/${entry}.js`, ...args], { cwd: ROOT, env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code: code as number | null, output };
}

const ledgerFile = (name: string) => join(folder, `${name}.json`);

/** On a hub that has heard the stations before. */
function simulate(name: string, ...args: string[]) {
  return run('main', ...args, '--ledger', ledgerFile(name), '--hub', hub.http, '--seed', '7');
}

function verify(name: string, ...args: string[]) {
  return run('verify', ledgerFile(name), '--hub', hub.http, ...args);
}

interface Written {
  stations: Record<
    string,
    {
      expected: { accepted: number; duplicates: number; rejected: Record<string, number>; takeovers: number };
    }
  >;
}

function expectedOf(name: string) {
  const { stations } = JSON.parse(readFileSync(ledgerFile(name), 'utf8')) as Written;
  const all = Object.values(stations).map(({ expected }) => expected);
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  const reasons = new Set(all.flatMap(({ rejected }) => Object.keys(rejected)));
  return {
    accepted: sum(({ accepted }) => accepted),
    duplicates: sum(({ duplicates }) => duplicates),
    takeovers: sum(({ takeovers }) => takeovers),
    reasons,
  };
}

describe('npm run simulate', () => {
  it.each(SCENARIOS)('plays %s, and the hub has all of it, as simulate:verify says', async (name) => {
    const played = await simulate(name, '--scenario', name, '--speed', '86400');
    expect(played).toMatchObject({ code: 0 });
    expect(expectedOf(name).accepted).toBeGreaterThan(200);
    const asked = new HubAnswers(hub.http, undefined);
    expect(await verifyLedger(readLedger(ledgerFile(name)), asked, 15_000)).toEqual([]);
  });

  it('has the bad firmware refused for every reason that it gives', async () => {
    const { reasons, duplicates, takeovers } = expectedOf('bad-firmware');
    const all = [
      'bad-json',
      'bad-shape',
      'unknown-bin',
      'too-late',
      'seq-reused',
      'unknown-topic',
      'wrong-station',
    ];
    expect([...reasons]).toEqual(expect.arrayContaining(all));
    expect(duplicates).toBeGreaterThan(0);
    expect(takeovers).toBeGreaterThan(0);
  });

  it('replays recorded levels', async () => {
    const rows = STATIONS.flatMap((id) =>
      [0.2, 0.4, 0.6].map((level, hour) => `${id},food-1,2021-03-01T0${hour}:00:00Z,${level}`),
    );
    writeFileSync(join(folder, 'levels.csv'), ['station,bin,observed_at,fill_level', ...rows, ''].join('\n'));
    const played = await simulate('levels', '--replay', join(folder, 'levels.csv'), '--speed', '7200');
    expect(played).toMatchObject({ code: 0 });
    expect(expectedOf('levels').accepted).toBe(3 * STATIONS.length);
    expect(await verify('levels')).toEqual({
      code: 0,
      output: '6 stations, 18 messages: all as the ledger says.\n',
    });
  });

  it('is told apart from a hub that lost something', async () => {
    const changed = JSON.parse(readFileSync(ledgerFile('levels'), 'utf8')) as Written;
    const first = changed.stations[STATIONS[0] ?? ''];
    if (first) first.expected.accepted += 1;
    writeFileSync(ledgerFile('changed'), JSON.stringify(changed));
    const { code, output } = await verify('changed', '--patience', '1s');
    expect(code).toBe(1);
    expect(output).toMatch(/^S-1: received: expected 4, found 3\n6 stations, 18 messages: 1 difference\.\n$/);
  });

  it('says what is wrong with a scenario, a ledger, a hub', async () => {
    expect(await simulate('none', '--scenario', 'tsunami')).toMatchObject({
      code: 1,
      output: expect.stringContaining('there are bad-firmware'),
    });
    writeFileSync(ledgerFile('broken'), '{"version":2}');
    expect((await verify('broken')).output).toMatch(/cannot read ledger .*broken\.json/);
    const away = await run('verify', ledgerFile('outage'), '--hub', 'http://127.0.0.1:1');
    expect(away).toMatchObject({ code: 1, output: expect.stringContaining('is the hub running there?') });
  });
});

describe('plain life', () => {
  it('ends with a ledger too', async () => {
    expect(await simulate('town', '--backfill', '6h', '--for', '0s')).toMatchObject({ code: 0 });
    expect(expectedOf('town').accepted).toBeGreaterThan(6 * 6 * STATIONS.length);
    expect(await verify('town')).toMatchObject({ code: 0 });
  });
});
