import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HOUR, JUNE, randomFrom } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

const WRITER = fileURLToPath(new URL('./kill.test-support.ts', import.meta.url));
/** More with HUB_TEST_KILLS; the seed is in the name of the test. */
const KILLS = Number(process.env.HUB_TEST_KILLS ?? 4);
const SEED = Number(process.env.HUB_TEST_SEED ?? 42);
const ROWS_PER_WRITE = 50;

/** Kills the writer at a random moment after its first write; resolves to the last write that it said was done. */
async function killedWrite(folder: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      resolve();
    });
    child.once('exit', () => reject(new Error('cannot kill the writer: it has ended by itself')));
  });
  await sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
}

it(`has each write whole and once after ${KILLS} kills under load (seed ${SEED})`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duckdb-kill-'));
  const random = randomFrom(SEED);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const said = await killedWrite(folder, random() * 400);
    const store = new DuckDbHistory({
      folder,
      retentionDays: { dropOff: undefined },
      onTrouble: (trouble) => expect.fail(trouble),
    });
    await store.open();
    const position = (await store.cursor())?.position ?? 0;
    expect([said, said + 1]).toContain(position);
    const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + 10_000 * HOUR] };
    const [sums] = await store.dropOffStatistics(query);
    expect(sums?.dropOffs).toBe(position * ROWS_PER_WRITE);
    const [levels] = await store.fillLevelStatistics(query);
    expect(levels?.readings).toBe(position);
    const page = await store.fillLevels({
      station: 'TS-001',
      from: 0,
      to: JUNE + 10_000 * HOUR,
      limit: 10_000,
    });
    expect(page.items.map(({ bootId }) => bootId)).toEqual(
      Array.from({ length: position }, (_, n) => `w${n + 1}`),
    );
    await store.close();
  }
  await rm(folder, { recursive: true });
});
