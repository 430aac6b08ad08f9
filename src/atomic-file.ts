// Replaces a small file so that after a crash it is the old or the new one, never half of it.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Mode 0600: what the hub keeps is for its own user. Resolves when the file is on disk. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await writeSynced(temporary, text);
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
