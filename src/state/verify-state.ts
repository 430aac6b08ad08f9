// Run as a child process by state-files.ts: reads every entry of a state folder and commits once. Exit code 0 means
// sound, NO_ROOM that nothing can be said; anything else, a crash of the engine included, means damaged.
import { type LmdbEnvironment, openLmdbEnvironment } from './lmdb-environment.ts';
import { LmdbRoom } from './lmdb-room.ts';
import { dataFileOf, NO_ROOM } from './state-files.ts';
import { checkStateValue, encodeStateValue } from './state-value.ts';

const PROBE = ['probe'];

async function verify(folder: string): Promise<void> {
  const environment = openLmdbEnvironment(folder);
  for (const { key, value } of environment.getRange()) {
    checkStateValue(Array.isArray(key) ? key : [key], value);
  }
  reserveRoom(environment, folder);
  // A commit reads the list of free pages, which a damaged file may have lost while all entries can be read.
  await Promise.all([environment.put(PROBE, encodeStateValue(PROBE, true)), environment.remove(PROBE)]);
  await environment.close();
}

function reserveRoom(environment: LmdbEnvironment, folder: string): void {
  try {
    new LmdbRoom(environment, dataFileOf(folder)).reserve({ changes: 2, bytes: 0 });
  } catch (error) {
    if (!('code' in (error as Error))) throw error;
    console.error((error as Error).message);
    process.exit(NO_ROOM);
  }
}

const folder = process.argv[2];
if (!folder) throw new Error('cannot verify a state folder: no folder given');
verify(folder).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
