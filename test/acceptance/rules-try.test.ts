// `dropoff-hub rules try`: what rules would have raised, asked of a running hub and of its folder once it has stopped.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { townOf } from '../support/town.ts';

let folder: HubFolder;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf('k-1') });
});

afterEach(async () => {
  await killAll();
  await folder.remove();
});

const run = (line: string) => launch(folder, line.split(' ')).ended;

async function overflow(hub: HubProcess): Promise<void> {
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  for (let i = 0; i < 5; i += 1) {
    await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel: 0.97 }] });
  }
  await kiosk.close();
  await hub.historyCaughtUp();
}

const OVERFLOWING = /^bin-overflowing +1 /m;

it('shows what would have been raised, whether the hub runs or not, and what other settings change', async () => {
  const hub = await startHubProcess(folder);
  await overflow(hub);
  const asked = await run('rules try --since 1h');
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(asked.out).toContain(': 1 stations, 5 messages');
  expect(asked.out).toMatch(OVERFLOWING);
  expect(asked.out).toMatch(/^k-1 +bin-overflowing +food +1 /m);

  await hub.end('SIGTERM');
  const other = join(folder.path, 'other');
  await mkdir(other);
  await writeFile(join(other, 'alerts.yaml'), 'rules: { bin-overflowing: { raise: 0.99 } }');
  const compared = await run(`rules try --since 1h --config ${other}`);
  expect(compared).toMatchObject({ code: 0, err: '' });
  expect(compared.out).toMatch(/^bin-overflowing +0 .* 1 +-1$/m);
});

it('says what is wrong with the other settings, and with the period', async () => {
  await writeFile(join(folder.path, 'alerts.yaml'), 'rules: { bin-full: { raise: 2 } }');
  const wrong = await run(`rules try --config ${folder.path}`);
  expect(wrong.code).toBe(78);
  expect(wrong.err).toContain('rules.bin-full.raise: expected number to be <=1, got 2');
  const missing = await run('rules try --config /nowhere');
  expect(missing.err).toContain('--config: expected a folder with alerts.yaml, got "/nowhere"');
  expect((await run('rules try --since soon')).err).toContain('expected a number of hours or days');
});
