// A disk that can be filled to its last byte: a tmpfs of some megabytes. Needs the right to mount.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  path: string;
  /** Leaves so many bytes free. */
  fill(leaveBytes: number): Promise<void>;
  /** Takes away what `fill` put there. */
  free(): void;
  remove(): void;
}

/** Undefined, with a word to the reader of the tests, where none can be mounted. */
export function createSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'hub-disk-'));
  const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (mounting.status !== 0) {
    rmSync(path, { recursive: true });
    const why = mounting.error?.message ?? mounting.stderr.toString().trim();
    console.warn(`NOT TESTED: a full disk. It needs a small tmpfs, and none can be mounted here: ${why}`);
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill(leaveBytes) {
      const { bavail, bsize } = await statfs(path);
      const blocks = Math.floor((bavail * bsize - leaveBytes) / bsize);
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, `bs=${bsize}`, `count=${blocks}`]);
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      spawnSync('umount', [path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
