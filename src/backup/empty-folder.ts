// A folder that takes a backup, or is restored into: private, and with nothing in it that could be meant for keeping.
import { mkdir, readdir } from 'node:fs/promises';

/** Where a disk is mounted there is this. */
const OF_THE_DISK = 'lost+found';

/** Made where there is none. `purpose`: `back up to`. Throws when something else lies there. */
export async function makeEmptyFolder(
  folder: string,
  purpose: string,
  { besides = [] }: { besides?: readonly string[] } = {},
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const cause = (error as Error).message;
    throw new Error(`cannot ${purpose} ${folder}: ${cause}; the hub's own user must be able to write there`);
  }
  const found = (await readdir(folder)).filter((name) => name !== OF_THE_DISK && !besides.includes(name));
  if (found.length > 0)
    throw new Error(`cannot ${purpose} ${folder}: it holds ${found[0]}; expected a new or an empty folder`);
}
