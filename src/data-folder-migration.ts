// Brings an older data folder to the present format. What a step changes is copied first, changed there, and takes its
// place by renames: a hub that is killed at any moment leaves the old folder, or renames that the next start ends.
import { existsSync } from 'node:fs';
import { cp, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';

export interface Migration {
  /** The format that it makes of the one before. */
  to: number;
  /** Files and folders at the top of the data folder that it changes or makes. None is to be gone afterwards. */
  changes: readonly string[];
  /** Changes the copies, which lie in `folder`. */
  run(folder: string): Promise<void>;
}

export interface FolderFormat {
  version: number;
  /** The copies are ready, and some may have taken their places. */
  movingTo?: number;
}

export const FORMAT_FILE = 'format.json';

/** Throws when there is no way to `version`; a newer folder is for the caller to refuse. Resolves when it is on disk. */
export async function migrateFolder(
  path: string,
  version: number,
  migrations: readonly Migration[],
): Promise<void> {
  let format = await readFormat(path);
  while (format !== undefined && format.version < version) {
    const to = format.version + 1;
    const migration = migrations.find((each) => each.to === to);
    if (!migration) throw new Error(`no way is known from format ${format.version} to ${to}`);
    if (format.movingTo === undefined) await changeCopies(path, migration);
    await moveIn(path, migration);
    format = await readFormat(path);
  }
}

export async function writeFormat(path: string, format: FolderFormat): Promise<void> {
  await writeAtomically(join(path, FORMAT_FILE), `${JSON.stringify(format)}\n`);
}

/** Undefined when the file does not say. */
export async function readFormat(path: string): Promise<FolderFormat | undefined> {
  try {
    const format = JSON.parse(await readFile(join(path, FORMAT_FILE), 'utf8')) as FolderFormat;
    return Number.isInteger(format.version) ? format : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Up to the format file nothing of the folder itself has changed. */
async function changeCopies(path: string, { to, changes, run }: Migration): Promise<void> {
  const copies = join(path, `migrating-to-${to}`);
  await rm(copies, { recursive: true, force: true });
  await rm(oldParts(path, to), { recursive: true, force: true });
  await mkdir(copies, { mode: 0o700 });
  for (const name of changes)
    if (existsSync(join(path, name))) await cp(join(path, name), join(copies, name), { recursive: true });
  await run(copies);
  await flushTree(copies);
  await mkdir(oldParts(path, to), { mode: 0o700 });
  await writeFormat(path, { version: to - 1, movingTo: to });
}

/** Each rename is done once, however often this is begun. */
async function moveIn(path: string, { to, changes }: Migration): Promise<void> {
  const copies = join(path, `migrating-to-${to}`);
  const old = oldParts(path, to);
  for (const name of changes) {
    const ready = join(copies, name);
    if (!existsSync(ready)) continue;
    if (existsSync(join(path, name))) await rename(join(path, name), join(old, name));
    await rename(ready, join(path, name));
  }
  for (const folder of [copies, old, path]) await flush(folder);
  await writeFormat(path, { version: to });
  await rm(copies, { recursive: true, force: true });
}

/** Kept for whoever must go back to the release before. */
function oldParts(path: string, to: number): string {
  return join(path, `before-format-${to}`);
}

async function flushTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flushTree(path);
    else await flush(path);
  }
  await flush(folder);
}

async function flush(path: string): Promise<void> {
  const opened = await open(path, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
