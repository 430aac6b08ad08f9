// The data folder: belongs to one hub at a time, private to its user, with the version of its format.
import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FORMAT_FILE,
  type Migration,
  migrateFolder,
  readFormat,
  writeFormat,
} from './data-folder-migration.ts';
import { acquireLock } from './folder-lock.ts';
import { fileSystemTypeOf, networkFileSystem } from './network-file-system.ts';

/** A release that lays the folder out in another way raises it; older releases then refuse the folder. */
export const FORMAT_VERSION = 1;
/** From each older format to the next; 1 is the first. */
const MIGRATIONS: readonly Migration[] = [];
/** There while a backup is being restored: what lies beside it is not whole. */
export const RESTORING_FILE = 'restoring';

export interface DataFolder {
  path: string;
  /** Lets another process have the folder. */
  release(): Promise<void>;
}

/** Makes the folder where there is none. Throws when another hub has it, a newer one made it, or it is not on a disk. */
export async function openDataFolder(path: string, typeOf = fileSystemTypeOf): Promise<DataFolder> {
  await makePrivate(path);
  refuseNetwork(path, await typeOf(path));
  const lock = await acquireLock(join(path, 'hub.lock'));
  if (!lock.ok) {
    throw new Error(
      `cannot use the data folder ${path}: the hub with process id ${lock.holder.pid} has it; stop that one, or set HUB_DATA to another folder`,
    );
  }
  try {
    refuseHalfRestored(path);
    await checkFormat(path);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return { path, release: lock.release };
}

async function makePrivate(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
  } catch (error) {
    const cause = (error as Error).message;
    throw new Error(`cannot make the data folder ${path}: ${cause}; set HUB_DATA to another folder`);
  }
}

function refuseNetwork(path: string, type: number): void {
  const network = networkFileSystem(type);
  if (network === undefined) return;
  throw new Error(
    `cannot use the data folder ${path}: it is on ${network}, over a network, where locks and mapped memory do not hold; set HUB_DATA to a folder on a disk of this machine`,
  );
}

function refuseHalfRestored(path: string): void {
  if (!existsSync(join(path, RESTORING_FILE))) return;
  throw new Error(
    `cannot use the data folder ${path}: restoring a backup into it was not finished; run \`dropoff-hub restore\` again`,
  );
}

async function checkFormat(path: string): Promise<void> {
  if (!existsSync(join(path, FORMAT_FILE))) return writeFormat(path, { version: FORMAT_VERSION });
  const refusal = (cause: string) => new Error(`cannot use the data folder ${path}: ${cause}`);
  const format = await readFormat(path);
  if (format === undefined)
    throw refusal(`${FORMAT_FILE} does not say its version; expected {"version":${FORMAT_VERSION}}`);
  const version = format.movingTo ?? format.version;
  if (version > FORMAT_VERSION) {
    throw refusal(
      `a newer hub made it (format ${version}, this one knows ${FORMAT_VERSION}); start the newer hub, or restore a backup of before`,
    );
  }
  await migrateFolder(path, FORMAT_VERSION, MIGRATIONS).catch((error: Error) => {
    throw refusal(`it cannot be brought to format ${FORMAT_VERSION}: ${error.message}; it is as it was`);
  });
}
