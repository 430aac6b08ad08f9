// Whether the disk of the data folder is one on which a database may live, and has room.
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { networkFileSystem } from '../network-file-system.ts';
import { bad, type Finding, ok, warning } from './finding.ts';

/** They may be fine for a while, and then they are gone or slow. */
const DOUBTFUL: Readonly<Record<number, [text: string, advice: string]>> = {
  16914839: [
    '9P: another program stands between the hub and the disk',
    'use a disk of this machine, unless this is a sandbox or a trial',
  ],
  16914836: [
    'tmpfs: it lives in memory and is gone when the machine stops',
    'choose a folder on a disk, unless this is a trial',
  ],
  2240043254: ['ramfs: it lives in memory and is gone when the machine stops', 'choose a folder on a disk'],
  2035054128: [
    "overlay: a container's own layer, which goes with the container",
    'mount a volume at the data folder',
  ],
  1702057286: [
    'FUSE: another program stands between the hub and the disk',
    'use a local disk, unless you know that it honours fsync, locks and mapped memory (virtiofs may, sshfs does not)',
  ],
};

export interface DiskFacts {
  type: number;
  freeBytes: number;
  totalBytes: number;
}

export interface DiskNeeds {
  /** Below it the hub takes no messages. */
  minFreeBytes: number;
  /** What the journal may take while the history store is away: this, and at most this share of the disk. */
  maxBytes: number;
  maxDiskShare: number;
}

export async function checkDisk(folder: string, needs: DiskNeeds): Promise<Finding[]> {
  const { type, bavail, blocks, bsize } = await statfs(existingParent(folder));
  return judgeDisk({ type, freeBytes: bavail * bsize, totalBytes: blocks * bsize }, needs);
}

export function judgeDisk(disk: DiskFacts, needs: DiskNeeds): Finding[] {
  return [judgeFileSystem(disk.type), judgeSpace(disk, needs)];
}

function judgeFileSystem(type: number): Finding {
  const subject = 'file system';
  const network = networkFileSystem(type);
  if (network) {
    const advice = 'move the data folder to a disk of this machine: the hub does not start there';
    return bad(subject, `${network}, over a network`, advice);
  }
  const doubtful = DOUBTFUL[type >>> 0];
  return doubtful ? warning(subject, ...doubtful) : ok(subject, `of this machine (0x${type.toString(16)})`);
}

function judgeSpace(
  { freeBytes, totalBytes }: DiskFacts,
  { minFreeBytes, maxBytes, maxDiskShare }: DiskNeeds,
): Finding {
  const subject = 'free space';
  const wanted = minFreeBytes + Math.min(maxBytes, totalBytes * maxDiskShare);
  const text = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)}`;
  if (freeBytes < minFreeBytes) {
    const advice = `free some: below ${gigabytes(minFreeBytes)} (journal.minFreeBytes) no message is taken`;
    return bad(subject, text, advice);
  }
  if (freeBytes < wanted) {
    const advice = `have ${gigabytes(wanted)} free, so that the journal can fill while the history is away`;
    return warning(subject, text, advice);
  }
  return ok(subject, text);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function existingParent(folder: string): string {
  return existsSync(folder) ? folder : existingParent(dirname(folder));
}
