// Opens the database file: once in the process, with its limits, and past damage. What cannot be read is put aside
// and told; the owner then replays the journal from the cursor that is left. It must not know what the tables hold.
import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { textOf } from '../../journal/applier.ts';
import { StoreUnavailable } from '../history.ts';

export interface OpenOptions {
  file: string;
  memoryLimitMb: number;
  threads: number;
  /** What a person must know: something was put aside, and what that means. */
  onTrouble: (trouble: string) => void;
}

const WAL_DAMAGE = /\bWAL\b/;
const FILE_DAMAGE =
  /Corrupt database file|not a valid DuckDB database|Could not read enough bytes|Serialization Error/;

/** Throws `StoreUnavailable` when the file is in use or the disk refuses; damage alone never keeps it from opening. */
export async function openDatabase(options: OpenOptions): Promise<DuckDBInstance> {
  mkdirSync(dirname(options.file), { recursive: true });
  refuseSecondOpen(options.file);
  try {
    return await create(options);
  } catch (cause) {
    return await openPastDamage(options, textOf(cause));
  }
}

async function openPastDamage(options: OpenOptions, cause: string): Promise<DuckDBInstance> {
  if (WAL_DAMAGE.test(cause)) return await openWithoutWal(options, cause);
  if (FILE_DAMAGE.test(cause)) return await openNew(options, cause);
  throw new StoreUnavailable(`cannot open the history in ${options.file}: ${cause}`);
}

async function openWithoutWal(options: OpenOptions, cause: string): Promise<DuckDBInstance> {
  const aside = putAside(options.file, (name) => name.startsWith(`${basename(options.file)}.wal`));
  options.onTrouble(
    `put aside the write-ahead log of the history in ${aside}: ${cause}. ` +
      'The history opens at its last checkpoint; the journal holds the rest and is applied again.',
  );
  try {
    return await create(options);
  } catch (again) {
    return await openNew(options, textOf(again));
  }
}

async function openNew(options: OpenOptions, cause: string): Promise<DuckDBInstance> {
  if (!FILE_DAMAGE.test(cause)) {
    throw new StoreUnavailable(`cannot open the history in ${options.file}: ${cause}`);
  }
  const aside = putAside(options.file, (name) => name.startsWith(basename(options.file)));
  options.onTrouble(
    `put aside the whole history in ${aside}: ${cause}. A new history begins with what the journal still holds; ` +
      'everything older is lost here: restore a backup to have it back.',
  );
  return await create(options);
}

/** A write-ahead log is folded in when `maintain` says so, never at a moment of the engine's choice. */
function create({ file, memoryLimitMb, threads }: OpenOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(file, {
    memory_limit: `${memoryLimitMb}MB`,
    threads: String(threads),
    checkpoint_threshold: '16GB',
  });
}

/** Moves the files of the folder that `isMeant` names to a new folder beside them. */
function putAside(file: string, isMeant: (name: string) => boolean): string {
  const folder = dirname(file);
  let number = 1;
  while (existsSync(join(folder, `aside-${number}`))) number += 1;
  const aside = join(folder, `aside-${number}`);
  mkdirSync(aside);
  for (const name of readdirSync(folder).filter(isMeant)) renameSync(join(folder, name), join(aside, name));
  return aside;
}

/**
 * The engine does not refuse a second open of a file in one process, not even from another thread, and then loses
 * rows. The process's open descriptors show all threads; where there is no /proc, callers must keep to one.
 */
function refuseSecondOpen(file: string): void {
  if (!existsSync(file) || !existsSync('/proc/self/fd')) return;
  const target = realpathSync(file);
  if (readdirSync('/proc/self/fd').some((fd) => targetOf(fd) === target)) {
    throw new StoreUnavailable(
      `cannot open the history in ${file}: it is open in this process already; ask the store that has it`,
    );
  }
}

function targetOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined; // Closed since the folder was listed.
  }
}
