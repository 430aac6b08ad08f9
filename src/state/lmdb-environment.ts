// The one way this hub opens LMDB: where a resolved write is on disk, and values are our own bytes.
import { open, type RootDatabase } from 'lmdb';

export type LmdbEnvironment = RootDatabase<Buffer, (string | number)[]>;

export function openLmdbEnvironment(folder: string, { readOnly = false } = {}): LmdbEnvironment {
  return open({
    path: folder,
    noSubdir: false,
    encoding: 'binary',
    // Its default on Linux shows a commit before it is flushed; what we answer must be on disk.
    overlappingSync: false,
    readOnly,
  });
}
