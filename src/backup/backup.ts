// Takes a backup of a data folder, also while the hub runs on it. It must not know what the files hold.
import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../model/clock.ts';
import { version } from '../version.ts';
import { checkRoom } from './check-room.ts';
import { makeEmptyFolder } from './empty-folder.ts';
import { type BackedUpFile, writeManifest } from './manifest.ts';

export interface BackupOptions {
  dataFolder: string;
  /** An absolute path; new or empty. */
  target: string;
  /** Keeps files as they are until the result is called. */
  holdFiles: () => Promise<() => void>;
  clock: Clock;
  /** Aborted: the files can be held no longer. */
  signal?: AbortSignal;
}

export interface BackupTaken {
  folder: string;
  files: number;
  bytes: number;
  tookMs: number;
}

/** One at a time. Resolves when it is on disk; when it fails, the target is left empty. */
export async function takeBackup(options: BackupOptions): Promise<BackupTaken> {
  const { dataFolder, target, holdFiles, clock, signal } = options;
  await checkTarget(dataFolder, target);
  const begun = clock.now();
  const release = await holdFiles();
  try {
    const files = await copyInProcess(dataFolder, target, signal);
    const format = await formatIn(target);
    await writeManifest(target, { hub: version, format, begunAt: new Date(begun).toISOString(), files });
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { folder: target, files: files.length, bytes, tookMs: clock.now() - begun };
  } catch (error) {
    for (const name of await readdir(target)) await rm(join(target, name), { recursive: true, force: true });
    throw error;
  } finally {
    release();
  }
}

async function checkTarget(dataFolder: string, target: string): Promise<void> {
  if (!isAbsolute(target)) throw new Error(`cannot back up to ${target}: expected an absolute path`);
  const way = relative(dataFolder, target);
  if (way === '' || !(way.startsWith('..') || isAbsolute(way)))
    throw new Error(`cannot back up to ${target}: it lies in the data folder; choose another disk`);
  await makeEmptyFolder(target, 'back up to');
  await checkRoom(dataFolder, target);
}

async function formatIn(folder: string): Promise<number> {
  const { version } = JSON.parse(await readFile(join(folder, 'format.json'), 'utf8')) as { version: number };
  return version;
}

async function copyInProcess(from: string, to: string, signal?: AbortSignal): Promise<BackedUpFile[]> {
  const child = spawn(process.execPath, [...entryArguments(), from, to], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: import.meta.dirname,
  });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill);
  if (signal?.aborted) kill();
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  signal?.removeEventListener('abort', kill);
  if (signal?.aborted) throw new Error(`cannot back up to ${to}: the hub stops; take it when it runs again`);
  if (code === 0) return JSON.parse(out) as BackedUpFile[];
  throw new Error(`cannot back up to ${to}: ${err.trim().split('\n').at(-1) || `exit code ${code}`}`);
}

/** Run from sources the child needs the loader too; built, it is plain JavaScript. */
function entryArguments(): string[] {
  const fromSources = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./copy-process.${fromSources ? 'ts' : 'js'}`, import.meta.url));
  return fromSources ? ['--import', 'tsx', entry] : [entry];
}
