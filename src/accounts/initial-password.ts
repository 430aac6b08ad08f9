// The file with the password that the first start made: private, there until the password is changed. Only whoever
// may read the data folder finds it.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';

export interface InitialPassword {
  readonly file: string;
  exists(): boolean;
  /** Resolves when it is on disk: no user may get a password that nobody can read. */
  keep(password: string): Promise<void>;
  /** Nothing happens when it is gone already. */
  forget(): Promise<void>;
}

export function initialPasswordIn(folder: string): InitialPassword {
  const file = join(folder, 'admin-password');
  return {
    file,
    exists: () => existsSync(file),
    keep: (password) => writeAtomically(file, `${password}\n`),
    forget: () => rm(file, { force: true }),
  };
}
