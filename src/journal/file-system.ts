// Every call that the journal makes to the disk goes through here, so that a power cut, a full disk or a failed flush
// can be simulated at each of them. Only this file of the journal knows node:fs.
import * as fs from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

export interface OpenFile {
  /** Bytes that were read at the position; fewer than asked only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Writes the buffers one behind the other; may write less than all of them and says how much. */
  writev(buffers: readonly Uint8Array[], position: number): Promise<number>;
  /** fdatasync: resolves when content and length are on disk. */
  flush(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export interface DiskSpace {
  /** What an ordinary process may still write. */
  freeBytes: number;
  totalBytes: number;
}

/** `read`: an existing file; `write`: an existing file, both ways; `create`: a new file or an emptied one. */
export type OpenMode = 'read' | 'write' | 'create';

export interface FileSystem {
  /** Makes a folder and those above it, durably, where they are missing. */
  makeFolder(folder: string): Promise<void>;
  /** Names of the files of a folder, in any order. */
  list(folder: string): Promise<string[]>;
  /** fsync of the folder: files created, renamed and deleted in it are so on disk. */
  flushFolder(folder: string): Promise<void>;
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Length of a file in bytes; undefined when there is none. */
  size(path: string): Promise<number | undefined>;
  space(folder: string): Promise<DiskSpace>;
}

const OPEN_FLAGS: Record<OpenMode, string> = { read: 'r', write: 'r+', create: 'w+' };
// The entries tell who was where: for the hub's user only.
const FILE_MODE = 0o600;

const calls = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  fdatasync: promisify(fs.fdatasync),
  fsync: promisify(fs.fsync),
  ftruncate: promisify(fs.ftruncate),
};

// Callbacks on a number, not `FileHandle`: measured as the cheaper way to the same system calls.
class RealFile implements OpenFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return new Promise((done, fail) => {
      fs.read(this.#descriptor, target, 0, target.length, position, (error, bytes) =>
        error ? fail(error) : done(bytes),
      );
    });
  }

  writev(buffers: readonly Uint8Array[], position: number): Promise<number> {
    return new Promise((done, fail) => {
      fs.writev(this.#descriptor, buffers, position, (error, bytes) => (error ? fail(error) : done(bytes)));
    });
  }

  flush(): Promise<void> {
    return calls.fdatasync(this.#descriptor);
  }

  truncate(bytes: number): Promise<void> {
    return calls.ftruncate(this.#descriptor, bytes);
  }

  close(): Promise<void> {
    return calls.close(this.#descriptor);
  }
}

async function flushFolder(folder: string): Promise<void> {
  const descriptor = await calls.open(folder, 'r');
  try {
    await calls.fsync(descriptor);
  } finally {
    await calls.close(descriptor);
  }
}

async function size(path: string): Promise<number | undefined> {
  try {
    return (await fs.promises.stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  const firstMade = await fs.promises.mkdir(path, { recursive: true });
  if (firstMade === undefined) return;
  let made = path;
  while (made !== firstMade) {
    made = dirname(made);
    await flushFolder(made);
  }
  await flushFolder(dirname(firstMade));
}

export const realFileSystem: FileSystem = {
  makeFolder,
  list: (folder) => fs.promises.readdir(folder),
  flushFolder,
  open: async (path, mode) => new RealFile(await calls.open(path, OPEN_FLAGS[mode], FILE_MODE)),
  rename: (from, to) => fs.promises.rename(from, to),
  unlink: (path) => fs.promises.unlink(path),
  size,
  space: async (folder) => {
    const { bavail, blocks, bsize } = await fs.promises.statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  },
};

/** The system's name of an error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** All buffers, however many calls it takes: a disk that fills up takes a part first and refuses the rest. */
export async function writeAll(
  file: OpenFile,
  buffers: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let rest = buffers;
  let at = position;
  for (;;) {
    const written = await file.writev(rest, at);
    rest = behind(rest, written);
    if (rest.length === 0) return;
    if (written === 0) throw new Error('the disk took no bytes');
    at += written;
  }
}

function behind(buffers: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  for (const [index, buffer] of buffers.entries()) {
    if (skip < buffer.length) return [buffer.subarray(skip), ...buffers.slice(index + 1)];
    skip -= buffer.length;
  }
  return [];
}

/** As many bytes as there are, up to `bytes`, from the position on. */
export async function readUpTo(file: OpenFile, position: number, bytes: number): Promise<Buffer> {
  const target = Buffer.allocUnsafe(bytes);
  return target.subarray(0, await readInto(file, target, position));
}

/** Fills the target as far as the file goes; how many bytes it has got. */
export async function readInto(file: OpenFile, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const got = await file.read(target.subarray(filled), position + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled;
}
