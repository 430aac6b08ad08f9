// Allocates the data file ahead of LMDB, so that a full disk is met here and never by LMDB: its binding (lmdb 3.5.6)
// describes a failed write in a buffer that is too small, and an overwritten heap ends the process or worse.
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { LmdbEnvironment } from './lmdb-environment.ts';

interface Usage {
  pageSize: number;
  lastPageNumber: number;
  root: { treeDepth: number; treeBranchPageCount: number; treeLeafPageCount: number };
}

/** What a transaction changes: the number of entries, and the bytes of their keys and values together. */
export interface TransactionSize {
  changes: number;
  bytes: number;
}

/** Allocated at a time: seldom, and no burden to a small disk. */
const STEP_BYTES = 1024 * 1024;
/** LMDB's lists of free pages take pages too. */
const PAGES_BESIDE = 16;

export class LmdbRoom {
  readonly #environment: LmdbEnvironment;
  /** For appending: never writes over what LMDB writes at the same time. */
  readonly #file: number;
  /** To transactions that have not ended. */
  #promisedBytes = 0;

  constructor(environment: LmdbEnvironment, dataFile: string) {
    this.#environment = environment;
    this.#file = openSync(dataFile, 'a');
  }

  /**
   * Sees to it that a transaction of this size finds its room allocated; call what it returns when that has ended.
   * Throws the disk's error when there is no room, and another one when the file is cut. A file system that writes
   * nothing in place (btrfs, ZFS) promises less.
   */
  reserve(size: TransactionSize): () => void {
    const usage = this.#environment.getStats() as Usage;
    const bytes = mostPages(size, usage) * usage.pageSize;
    const usedBytes = (usage.lastPageNumber + 1) * usage.pageSize;
    const { size: allocatedBytes } = fstatSync(this.#file);
    // Pages that were given back at once need not be there, but those are few.
    if (usedBytes > allocatedBytes + STEP_BYTES)
      throw new Error(`the data file is cut: ${allocatedBytes} of ${usedBytes} bytes are there`);
    this.#append(usedBytes + this.#promisedBytes + bytes - allocatedBytes);
    this.#promisedBytes += bytes;
    return () => {
      this.#promisedBytes -= bytes;
    };
  }

  /** Once: another file may have the number of this one afterwards. */
  close(): void {
    closeSync(this.#file);
  }

  #append(bytes: number): void {
    for (let written = 0; written < bytes; ) {
      written += writeSync(this.#file, Buffer.alloc(STEP_BYTES));
    }
  }
}

/** A change copies its path through the tree, all of them never more than the tree; pages may be a third full. */
function mostPages({ changes, bytes }: TransactionSize, { pageSize, root }: Usage): number {
  const tree = root.treeBranchPageCount + root.treeLeafPageCount;
  return Math.min(changes * root.treeDepth, tree) + Math.ceil((3 * bytes) / pageSize) + PAGES_BESIDE;
}
