// Run as a child process by state-files.ts: reads every entry of a state folder and commits once. Exit code 0 means
// sound; anything else, a crash of the engine included, means damaged.
import { openLmdbEnvironment } from './lmdb-environment.ts';
import { checkStateValue, encodeStateValue } from './state-value.ts';

const PROBE = ['probe'];

async function verify(folder: string): Promise<void> {
  const environment = openLmdbEnvironment(folder);
  for (const { key, value } of environment.getRange()) {
    checkStateValue(Array.isArray(key) ? key : [key], value);
  }
  // A commit reads the list of free pages, which a damaged file may have lost while all entries can be read.
  await Promise.all([environment.put(PROBE, encodeStateValue(PROBE, true)), environment.remove(PROBE)]);
  await environment.close();
}

const folder = process.argv[2];
if (!folder) throw new Error('cannot verify a state folder: no folder given');
verify(folder).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
