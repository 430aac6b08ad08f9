// Copies a data folder whose hub may be at work, in a process of its own. Each store's copy shows a moment at or before
// the end of the copied journal, whose tail makes all of them whole. The hub must hold the files meanwhile: the
// journal only grows, and the history's file changes in nothing that its last checkpoint holds.
import { copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyState } from '../state/copy-state.ts';
import { type BackedUpFile, sumOf } from './manifest.ts';

/** The largest first, the journal last: it must reach at least as far as every other part. */
const FIRST = 'history';
const LAST = 'journal';
/** Of LMDB; a folder with it is a state store. */
const STATE_FILE = 'data.mdb';
/**
 * Locks, sockets, what is being written, the history's own log (the journal has it all), and what was put aside: as
 * damaged, or by a change of format. `frames-aside` is kept: it waits for a person.
 */
const LEFT_OUT =
  /^hub\.lock|\.sock$|\.new$|^lock\.mdb$|\.duckdb\.(wal|tmp)|\.damaged-\d|^aside-\d|^(migrating-to|before-format)-\d|^lost\+found$/;

/** Resolves to what was copied, once it is on disk. */
export async function copyDataFolder(from: string, to: string): Promise<BackedUpFile[]> {
  const names = await readdir(from);
  const copied: string[] = [];
  for (const name of inOrder(names)) await copyEntry({ from, to, copied }, name);
  await flushFolder(to);
  const files: BackedUpFile[] = [];
  for (const path of copied) files.push({ path, ...(await sumOf(join(to, path))) });
  return files;
}

function inOrder(names: readonly string[]): string[] {
  const others = names.filter((name) => name !== FIRST && name !== LAST);
  return [FIRST, ...others, LAST].filter((name) => names.includes(name));
}

interface Copying {
  from: string;
  to: string;
  /** Paths below both. */
  copied: string[];
}

async function copyEntry(copying: Copying, path: string): Promise<void> {
  const source = join(copying.from, path);
  if (LEFT_OUT.test(path.slice(path.lastIndexOf('/') + 1))) return;
  const entries = await readdir(source, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return copyPlainFile(copying, path);
  const target = join(copying.to, path);
  await mkdir(target, { recursive: true, mode: 0o700 });
  if (entries.some(({ name }) => name === STATE_FILE)) {
    await copyState(source, target);
    await flushFile(join(target, STATE_FILE));
    copying.copied.push(`${path}/${STATE_FILE}`);
  } else {
    for (const { name } of entries) await copyEntry(copying, `${path}/${name}`);
  }
  await flushFolder(target);
}

/** The password of the first start may go meanwhile; what the hub holds may not, it would leave a hole. */
async function copyPlainFile({ from, to, copied }: Copying, path: string): Promise<void> {
  try {
    await copyFile(join(from, path), join(to, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !path.includes('/')) return;
    throw error;
  }
  await flushFile(join(to, path));
  copied.push(path);
}

export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
