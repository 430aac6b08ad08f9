// Copies a state folder while its owner writes to it: the copy shows one moment. Only for a process of its own: LMDB
// serves several processes, but one thread of each.
import { openLmdbEnvironment } from './lmdb-environment.ts';

/** `to` must exist and be empty. */
export async function copyState(from: string, to: string): Promise<void> {
  const environment = openLmdbEnvironment(from, { readOnly: true });
  try {
    await environment.backup(to, false);
  } finally {
    await environment.close();
  }
}
