// A disk in memory for the journal's tests: every call can fail or be the moment of a power cut, after which what was
// not flushed is dropped, kept or torn at random.
import { basename, dirname } from 'node:path';
import type { DiskSpace, FileSystem, OpenFile, OpenMode } from './file-system.ts';

// Finer than any disk tears: also a header can be left half written.
const TORN_BYTES = 8;

export type DiskCall =
  | 'makeFolder'
  | 'list'
  | 'flushFolder'
  | 'open'
  | 'rename'
  | 'unlink'
  | 'size'
  | 'space'
  | 'read'
  | 'writev'
  | 'flush'
  | 'truncate'
  | 'close';

/** What happens at a call; undefined: nothing special. */
export type Fault = 'power-cut' | 'error' | 'no-space' | undefined;

type Change = { position: number; bytes: Buffer } | { truncateTo: number };

/** A file's content as it is on the platter, and as the kernel shows it. */
class Inode {
  durable = new Image();
  shown = new Image();
  unflushed: Change[] = [];

  change(change: Change): void {
    this.shown.apply(change);
    this.unflushed.push(change);
  }

  flush(): void {
    for (const change of this.unflushed) this.durable.apply(change);
    this.unflushed = [];
  }
}

class Image {
  length = 0;
  #bytes = Buffer.alloc(0);

  get content(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  apply(change: Change): void {
    if ('truncateTo' in change) {
      this.#resize(change.truncateTo);
      return;
    }
    const end = change.position + change.bytes.length;
    if (end > this.length) this.#resize(end);
    change.bytes.copy(this.#bytes, change.position);
  }

  #resize(length: number): void {
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.content.copy(larger);
      this.#bytes = larger;
    }
    if (length < this.length) this.#bytes.fill(0, length, this.length);
    this.length = length;
  }
}

export class PowerCut extends Error {
  override name = 'PowerCut';
}

function diskError(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${call}`), { code });
}

export class SimulatedDisk implements FileSystem {
  /** Calls so far. */
  calls = 0;
  /** Asked before each call with its number. */
  fault: (call: DiskCall, number: number) => Fault = () => undefined;
  freeBytes = Number.MAX_SAFE_INTEGER;
  #off: boolean = false;
  /** Directory entries on the platter, and as the kernel shows them. One folder is enough. */
  #durable = new Map<string, Inode>();
  #shown = new Map<string, Inode>();
  #unflushed: ((names: Map<string, Inode>) => void)[] = [];

  makeFolder = async (_folder: string): Promise<void> => {
    this.#call('makeFolder');
  };

  list = async (_folder: string): Promise<string[]> => {
    this.#call('list');
    return [...this.#shown.keys()].reverse();
  };

  flushFolder = async (_folder: string): Promise<void> => {
    this.#call('flushFolder');
    this.#durable = new Map(this.#shown);
    this.#unflushed = [];
  };

  open = async (path: string, mode: OpenMode): Promise<OpenFile> => {
    this.#call('open');
    const name = basename(path);
    let inode = this.#shown.get(name);
    if (inode === undefined) {
      if (mode !== 'create') throw diskError('ENOENT', path);
      const made = new Inode();
      inode = made;
      this.#changeNames((names) => names.set(name, made));
    } else if (mode === 'create') inode.change({ truncateTo: 0 });
    return this.#openFile(inode);
  };

  rename = async (from: string, to: string): Promise<void> => {
    this.#call('rename');
    const inode = this.#shown.get(basename(from));
    if (inode === undefined || dirname(from) !== dirname(to)) throw diskError('ENOENT', from);
    this.#changeNames((names) => {
      names.delete(basename(from));
      names.set(basename(to), inode);
    });
  };

  unlink = async (path: string): Promise<void> => {
    this.#call('unlink');
    if (!this.#shown.has(basename(path))) throw diskError('ENOENT', path);
    this.#changeNames((names) => names.delete(basename(path)));
  };

  size = async (path: string): Promise<number | undefined> => {
    this.#call('size');
    return this.#shown.get(basename(path))?.shown.length;
  };

  space = async (_folder: string): Promise<DiskSpace> => {
    this.#call('space');
    return { freeBytes: this.freeBytes, totalBytes: Number.MAX_SAFE_INTEGER };
  };

  get powerIsOff(): boolean {
    return this.#off;
  }

  names(): string[] {
    return [...this.#shown.keys()];
  }

  /** The content of a file, to be looked at or damaged in place. */
  content(name: string): Buffer {
    const inode = this.#shown.get(name);
    if (inode === undefined) throw diskError('ENOENT', name);
    return inode.shown.content;
  }

  /** The disk as it is after a power cut. `random` gives numbers in [0, 1). */
  afterPowerCut(random: () => number): SimulatedDisk {
    const next = new SimulatedDisk();
    // Journaling file systems keep the order of changes to a folder.
    const names = new Map(this.#durable);
    const kept = Math.floor(random() * (this.#unflushed.length + 1));
    for (const change of this.#unflushed.slice(0, kept)) change(names);
    for (const [name, inode] of names) {
      for (const change of inode.unflushed) survive(inode.durable, change, random);
      next.put(name, inode.durable.content);
    }
    return next;
  }

  /** The disk as another process finds it after this one was killed: what the kernel shows, flushed or not. */
  afterKill(): SimulatedDisk {
    this.#off = true;
    const next = new SimulatedDisk();
    for (const [name, inode] of this.#shown) next.put(name, inode.shown.content);
    return next;
  }

  /** A file that is there, durably. */
  put(name: string, content: Buffer): void {
    const inode = new Inode();
    inode.change({ position: 0, bytes: Buffer.from(content) });
    inode.flush();
    this.#shown.set(name, inode);
    this.#durable.set(name, inode);
  }

  #openFile(inode: Inode): OpenFile {
    return {
      read: async (target, position) => {
        this.#call('read');
        return inode.shown.content.copy(target, 0, position);
      },
      writev: async (buffers, position) => this.#write(inode, Buffer.concat(buffers), position),
      flush: async () => this.#flush(inode),
      truncate: async (bytes) => {
        const fault = this.#faultOf('truncate');
        if (fault !== 'error') inode.change({ truncateTo: bytes });
        this.#raise('truncate', fault);
      },
      close: async () => {
        this.#call('close');
      },
    };
  }

  /** A disk without space takes a part first, and says so only at the next try. */
  #write(inode: Inode, bytes: Buffer, position: number): number {
    const fault = this.#faultOf('writev');
    const taken = fault === 'no-space' ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
    if (fault !== 'error') inode.change({ position, bytes: Buffer.from(taken) });
    this.#raise('writev', fault);
    return bytes.length;
  }

  #flush(inode: Inode): void {
    const fault = this.#faultOf('flush');
    // As Linux does it: the pages are called clean although they never reached the disk.
    if (fault === 'error' || fault === 'no-space') inode.unflushed = [];
    if (fault === undefined) inode.flush();
    this.#raise('flush', fault);
  }

  #changeNames(change: (names: Map<string, Inode>) => void): void {
    change(this.#shown);
    this.#unflushed.push(change);
  }

  #call(call: DiskCall): void {
    this.#raise(call, this.#faultOf(call));
  }

  #faultOf(call: DiskCall): Fault {
    if (this.#off) throw new PowerCut('the power is off');
    this.calls += 1;
    return this.fault(call, this.calls);
  }

  #raise(call: DiskCall, fault: Fault): void {
    if (fault === 'power-cut') {
      this.#off = true;
      throw new PowerCut(`the power went off at ${call}`);
    }
    if (fault === 'error') throw diskError('EIO', call);
    if (fault === 'no-space') throw diskError('ENOSPC', call);
  }
}

/** A change that was not flushed: lost, whole, or piece by piece either. */
function survive(image: Image, change: Change, random: () => number): void {
  const fate = random();
  if (fate < 1 / 3) return;
  if (fate < 2 / 3 || 'truncateTo' in change) {
    image.apply(change);
    return;
  }
  for (let at = 0; at < change.bytes.length; at += TORN_BYTES) {
    if (random() < 0.5) continue;
    image.apply({ position: change.position + at, bytes: change.bytes.subarray(at, at + TORN_BYTES) });
  }
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
