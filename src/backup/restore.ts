// Makes a data folder from a backup. Until all of it is there and proved whole, a mark keeps every hub from the folder.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { FORMAT_VERSION, RESTORING_FILE } from '../data-folder.ts';
import { acquireLock } from '../folder-lock.ts';
import { flushFile, flushFolder } from './copy-data-folder.ts';
import { makeEmptyFolder } from './empty-folder.ts';
import { type BackedUpFile, type BackupManifest, readManifest, sumOf } from './manifest.ts';

const LOCK_FILE = 'hub.lock';

/** Into a new or an empty folder, or one in which a restore was cut short. Resolves when it is on disk. */
export async function restoreBackup(backup: string, dataFolder: string): Promise<BackupManifest> {
  const manifest = await readManifest(backup);
  if (manifest.format > FORMAT_VERSION)
    throw new Error(
      `cannot restore from ${backup}: a newer hub took it (format ${manifest.format}, this one knows ${FORMAT_VERSION}); restore with hub ${manifest.hub}`,
    );
  const ours = [RESTORING_FILE, LOCK_FILE, ...manifest.files.map(({ path }) => topOf(path))];
  const isBegun = existsSync(join(dataFolder, RESTORING_FILE));
  await makeEmptyFolder(dataFolder, 'restore into', { besides: isBegun ? ours : [] });
  const lock = await acquireLock(join(dataFolder, LOCK_FILE));
  if (!lock.ok)
    throw new Error(`cannot restore into ${dataFolder}: process ${lock.holder.pid} has it; stop that one`);
  try {
    await writeAtomically(join(dataFolder, RESTORING_FILE), `${backup}\n`);
    for (const file of manifest.files) await restoreFile(backup, dataFolder, file);
    await flushFolders(dataFolder, manifest.files);
    await rm(join(dataFolder, RESTORING_FILE));
    await flushFolder(dataFolder);
  } finally {
    await lock.release();
  }
  return manifest;
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

async function restoreFile(backup: string, dataFolder: string, file: BackedUpFile): Promise<void> {
  const target = join(dataFolder, file.path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(join(backup, file.path), target);
  const { bytes, crc32 } = await sumOf(target);
  if (bytes !== file.bytes || crc32 !== file.crc32)
    throw new Error(`cannot restore from ${backup}: ${file.path} is damaged there; use another backup`);
  await flushFile(target);
}

/** The names of the files, from the deepest folder up. */
async function flushFolders(dataFolder: string, files: readonly BackedUpFile[]): Promise<void> {
  const folders = new Set<string>(['.']);
  for (const { path } of files)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  for (const folder of [...folders].sort((a, b) => b.length - a.length))
    await flushFolder(join(dataFolder, folder));
}
