// What the acceptance test cannot time: a hub that stops during a backup, files that vanish, what is left out.
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../model/clock.ts';
import { takeBackup } from './backup.ts';
import { readManifest } from './manifest.ts';
import { restoreBackup } from './restore.ts';

let parent: string;
let dataFolder: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'hub-backup-'));
  dataFolder = join(parent, 'data');
  target = join(parent, 'backup');
  await mkdir(join(dataFolder, 'history/frames-aside'), { recursive: true });
  for (const path of [
    'format.json',
    'hub.lock',
    'registry.json.new',
    'history/history.duckdb',
    'history/history.duckdb.wal',
    'history/frames-aside/1',
  ])
    await writeFile(join(dataFolder, path), path === 'format.json' ? '{"version":1}' : path);
});
afterEach(() => rm(parent, { recursive: true }));

const NOTHING_TO_HOLD = async () => () => undefined;

test('has what counts, lets go of the files, and can be restored', async () => {
  let isHeld = false;
  const holdFiles = async () => {
    isHeld = true;
    return () => {
      isHeld = false;
    };
  };
  await takeBackup({ dataFolder, target, holdFiles, clock: systemClock });
  expect(isHeld).toBe(false);
  const { files } = await readManifest(target);
  const expected = ['format.json', 'history/frames-aside/1', 'history/history.duckdb'];
  expect(files.map(({ path }) => path).sort()).toEqual(expected);
  const restored = join(parent, 'restored');
  await restoreBackup(target, restored);
  expect((await readdir(restored)).sort()).toEqual(['format.json', 'history']);
});

test('is given up, and leaves nothing, when the hub stops', async () => {
  const stopping = new AbortController();
  let isHeld = true;
  const holdFiles = async () => {
    stopping.abort();
    return () => {
      isHeld = false;
    };
  };
  const { signal } = stopping;
  const taking = takeBackup({ dataFolder, target, holdFiles, clock: systemClock, signal });
  await expect(taking).rejects.toThrow('the hub stops');
  expect(isHeld).toBe(false);
  expect(await readdir(target)).toEqual([]);
});

test('says why it cannot, and leaves nothing', async () => {
  await writeFile(join(dataFolder, 'format.json'), 'x');
  const taking = takeBackup({ dataFolder, target, holdFiles: NOTHING_TO_HOLD, clock: systemClock });
  await expect(taking).rejects.toThrow();
  expect(await readdir(target)).toEqual([]);
});

test('without a segment that was there a moment ago is none: it would have a hole', async () => {
  await mkdir(join(dataFolder, 'journal'));
  await symlink('gone', join(dataFolder, 'journal/0000000000000000.segment'));
  const taking = takeBackup({ dataFolder, target, holdFiles: NOTHING_TO_HOLD, clock: systemClock });
  await expect(taking).rejects.toThrow(/cannot back up to .*ENOENT.*segment/);
  expect(await readdir(target)).toEqual([]);
});

test('of another place than an absolute one is refused', async () => {
  const taking = takeBackup({ dataFolder, target: 'b', holdFiles: NOTHING_TO_HOLD, clock: systemClock });
  await expect(taking).rejects.toThrow('expected an absolute path');
});

test('a list that leads out of the backup is no backup', async () => {
  await mkdir(target);
  const files = [{ path: '../../etc/passwd', bytes: 1, crc32: 1 }];
  const manifest = { version: 1, hub: '0.1.0', format: 1, begunAt: '', files };
  await writeFile(join(target, 'backup.json'), JSON.stringify(manifest));
  await expect(restoreBackup(target, join(parent, 'restored'))).rejects.toThrow('is damaged');
});
