// The command line as a person meets it: real processes, exit codes, what is printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// Each step is a process of its own; a busy machine may need a while for them.
vi.setConfig({ testTimeout: 90_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-main-'));
});
afterEach(() => rm(folder, { recursive: true }));

function launch(args: string[], env: Record<string, string> = {}) {
  const hub = { HUB_CONFIG: folder, HUB_DATA: join(folder, 'data'), HUB_MQTT_PORT: '0', HUB_HTTP_PORT: '0' };
  const entry = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    env: { ...process.env, ...hub, ...env },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, output, ended };
}

const run = (args: string[], env?: Record<string, string>) => launch(args, env).ended;

test('a wrong configuration: everything that is wrong, exit code 78, nothing made', async () => {
  await writeFile(join(folder, 'hub.yaml'), 'mqtt:\n  maxConnections: many\n');
  const { code, err } = await run(['start'], { HUB_API_TOKEN: 'too-short', HUB_LOG_LEVEL: 'loud' });
  expect(code).toBe(78);
  expect(err).toContain('hub.yaml:2  mqtt.maxConnections: expected number, got "many"');
  expect(err).toContain('environment  HUB_LOG_LEVEL: expected one of');
  expect(err).toContain('environment  HUB_API_TOKEN: expected 32 characters or more');
  expect(err).not.toContain('too-short');
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

test('the hub starts, refuses a second one on its folder, takes commands, and stops on SIGTERM', async () => {
  const hub = launch(['start']);
  while (!hub.output.out.includes('the hub is open')) await once(hub.child.stdout, 'data');
  const [second, added] = await Promise.all([
    run(['start']),
    run(['area', 'add', 'town', '--name', '涂山镇']),
  ]);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`the hub with process id ${hub.child.pid} has it`);
  expect(added).toMatchObject({ code: 0, err: '' });
  hub.child.kill('SIGTERM');
  const { code, err } = await hub.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect((await run(['area', 'list'])).out).toBe('town  涂山镇\n');
});

test('an import keeps its tokens in a new private file, and none when it is refused', async () => {
  await writeFile(join(folder, 'stations.yaml'), 'areas: [{ id: town, name: Town }]');
  const csv = join(folder, 'stations.csv');
  const tokens = join(folder, 'tokens.csv');
  const importing = ['station', 'import', csv, '--tokens-out', tokens];

  await writeFile(csv, 'id,name,grid,latitude,longitude,bins\na,A,town,,,food:240\nb,B,town,,,paper:1\n');
  const refused = await run(importing);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('line 3, bins: expected a list of bins, or stream:litres[:depth in mm]');
  expect(existsSync(tokens)).toBe(false);

  await writeFile(csv, 'id,name,grid,latitude,longitude,bins\na,A,town,,,food:240\n');
  expect(await run(importing)).toMatchObject({
    code: 0,
    out: `1 stations imported; their tokens are in ${tokens}.\n`,
  });
  expect(await readFile(tokens, 'utf8')).toMatch(/^a,[\w-]{43}\n$/);
  expect((await stat(tokens)).mode & 0o777).toBe(0o600);

  const again = await run(importing);
  expect(again.err).toContain('it exists already');
  expect((await run(['station', 'list'])).out).toBe('a  A  town  food:240\n');
});
