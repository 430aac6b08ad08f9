import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { randomFrom } from '../history/readings.test-support.ts';
import type { AlertEvent } from '../model/alert-event.ts';
import { MINUTE, openWatchUnderTest, START } from './watch.test-support.ts';

const WATCHER = fileURLToPath(new URL('./kill.test-support.ts', import.meta.url));
/** More with HUB_TEST_KILLS; the seed is in the name of the test. */
const KILLS = Number(process.env.HUB_TEST_KILLS ?? 4);
const READINGS_OF_A_ROUND = 12;
const SEED = Number(process.env.HUB_TEST_SEED ?? 42);

/** Kills it at a random moment after its first reading; resolves to the last reading that is in the journal. */
async function killedAt(folder: string, first: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', WATCHER, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      resolve();
    });
    child.once('exit', () => reject(new Error('cannot kill the watch: it has ended by itself')));
  });
  await sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
}

it(`loses nothing and raises nothing twice in ${KILLS} kills (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const folder = await mkdtemp(join(tmpdir(), 'watch-kill-'));
  let next = 0;
  for (let kill = 0; kill < KILLS; kill += 1) next = (await killedAt(folder, next, random() * 1_500)) + 1;
  const test = await openWatchUnderTest({ folder, now: START + next * 10 * MINUTE });
  await test.pass(2);
  const { items } = await test.watch.alerts({ limit: 1_000 });
  for (const { id, nextEvent } of items) {
    const events = await test.watch.eventsOf(id);
    expect(events.map((event) => event.id)).toEqual(
      Array.from({ length: nextEvent }, (_, number) => `${id}/${number}`),
    );
  }
  const open = items.filter(({ state }) => state === 'firing').map(({ identity }) => identity);
  expect(new Set(open).size).toBe(open.length);

  const kept = await Promise.all(items.map(({ id }) => test.watch.eventsOf(id)));
  const inJournal = () => test.derived();
  await expect.poll(async () => (await inJournal()).filter(isAlertEvent).length).toBe(kept.flat().length);
  const ids = (await inJournal()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  // Each whole filling that the journal holds was seen to be emptied.
  const emptyings = (await inJournal()).filter(({ type }) => type === 'emptying');
  expect(emptyings.length).toBeGreaterThanOrEqual(Math.floor(next / READINGS_OF_A_ROUND) - 1);
  expect(emptyings.length).toBeGreaterThan(0);
  await test.remove();
});

function isAlertEvent(entry: { type: string }): entry is AlertEvent {
  return entry.type === 'alert-event';
}
