// Every call to the file system may be the last one before the process dies: the next start finds nothing half done,
// and does nothing twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Migration, migrateFolder, readFormat } from './data-folder-migration.ts';

const life = vi.hoisted(() => ({ callsLeft: Number.POSITIVE_INFINITY }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<Record<string, unknown>>();
  const mortal = (call: unknown) =>
    typeof call !== 'function'
      ? call
      : (...args: unknown[]) => {
          if (life.callsLeft-- <= 0) return Promise.reject(new Error('dead'));
          return call(...args);
        };
  return Object.fromEntries(Object.entries(real).map(([name, call]) => [name, mortal(call)]));
});
const { readdir, readFile, mkdir, writeFile } =
  await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

let folder: string;
beforeEach(async () => {
  life.callsLeft = Number.POSITIVE_INFINITY;
  folder = mkdtempSync(join(tmpdir(), 'hub-format-'));
  await mkdir(join(folder, 'state'));
  await writeFile(join(folder, 'state/data'), 'one');
  await writeFile(join(folder, 'registry'), 'one');
  await writeFile(join(folder, 'journal'), 'untouched');
  await writeFile(join(folder, 'format.json'), '{"version":1}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path: string) => readFile(join(folder, path), 'utf8');

/** Not the same when it is done twice. */
function appending(to: number, files: readonly string[], changes: readonly string[]): Migration {
  return {
    to,
    changes,
    async run(copies) {
      for (const file of files)
        await writeFile(join(copies, file), `${await readFile(join(copies, file), 'utf8')} ${to}`);
      if (changes.includes('new')) await writeFile(join(copies, 'new'), String(to));
    },
  };
}

const MIGRATIONS = [
  appending(2, ['state/data', 'registry'], ['state', 'registry']),
  appending(3, ['registry'], ['registry', 'new']),
];
const migrate = () => migrateFolder(folder, 3, MIGRATIONS);

async function expectWhole(): Promise<void> {
  expect(await readFormat(folder)).toEqual({ version: 3 });
  expect(await read('state/data')).toBe('one 2');
  expect(await read('registry')).toBe('one 2 3');
  expect(await read('new')).toBe('3');
  expect(await read('journal')).toBe('untouched');
}

test('brings a folder over two formats, and keeps what was', async () => {
  await migrate();
  await expectWhole();
  expect(await read('before-format-2/registry')).toBe('one');
  expect(await read('before-format-3/registry')).toBe('one 2');
  expect((await readdir(folder)).filter((name) => name.startsWith('migrating'))).toEqual([]);
});

const DEATHS = Array.from({ length: 80 }, (_, calls) => calls);
test.each(DEATHS)('dead after %i calls: the next start ends it', async (calls) => {
  life.callsLeft = calls;
  const lived = await migrate().then(
    () => true,
    () => false,
  );
  life.callsLeft = Number.POSITIVE_INFINITY;
  if (calls === DEATHS.at(-1)) expect(lived, 'the last of them outlives it').toBe(true);
  const { version, movingTo } = (await readFormat(folder)) ?? {};
  if (version === 1 && movingTo === undefined) expect(await read('registry')).toBe('one');
  await migrate();
  await expectWhole();
});

test('a step that fails leaves the folder as it was', async () => {
  const failing: Migration = { to: 2, changes: ['state'], run: () => Promise.reject(new Error('no room')) };
  await expect(migrateFolder(folder, 2, [failing])).rejects.toThrow('no room');
  expect(await readFormat(folder)).toEqual({ version: 1 });
  expect(await read('state/data')).toBe('one');
  await expect(migrateFolder(folder, 2, [])).rejects.toThrow('no way is known from format 1 to 2');
});
