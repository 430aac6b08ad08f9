// Whether a backup fits: one that fills the hub's own disk would keep it from acknowledging.
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK_BYTES = 512;
/** Below 512 MiB free a hub takes no messages by default; while the copy is made it writes on. */
const RESERVE_BYTES = 1_024 ** 3;

/** Throws when it does not. */
export async function checkRoom(dataFolder: string, target: string): Promise<void> {
  const [{ dev: dataDisk }, { dev: targetDisk }] = await Promise.all([stat(dataFolder), stat(target)]);
  const { bavail, bsize } = await statfs(target);
  const freeBytes = bavail * bsize;
  const neededBytes = (await sizeOf(dataFolder)) + (dataDisk === targetDisk ? RESERVE_BYTES : 0);
  if (freeBytes >= neededBytes) return;
  throw new Error(
    `cannot back up to ${target}: it takes up to ${gigabytes(neededBytes)}, and ${gigabytes(freeBytes)} are free there; choose another disk`,
  );
}

/** On the disk; more than is copied. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += (found?.blocks ?? 0) * BLOCK_BYTES;
  }
  return bytes;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
