// How far a copy has come, in a file: a copy that was cut goes on from there. Of another source or target, or of a
// source that was written to since, it says nothing.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import type { CopyProgress } from './copy.ts';

export interface CopyProgressFile {
  read(): Promise<CopyProgress>;
  /** Resolves when it is on disk. */
  save(progress: CopyProgress): Promise<void>;
}

/** `copy`: what is copied where, without secrets. */
export function copyProgressIn(path: string, copy: object): CopyProgressFile {
  const key = JSON.stringify(copy);
  return {
    async read() {
      const found = parsed(await readFile(path, 'utf8').catch(() => ''));
      return found?.key === key ? found.progress : {};
    },
    async save(progress) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeAtomically(path, JSON.stringify({ key, progress }));
    },
  };
}

/** Whatever is wrong with the file, copying again from the start is right. */
function parsed(text: string): { key: string; progress: CopyProgress } | undefined {
  try {
    return JSON.parse(text) as { key: string; progress: CopyProgress };
  } catch {
    return undefined;
  }
}
