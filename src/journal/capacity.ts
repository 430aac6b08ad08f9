// How much room the journal has: its own quota, and a reserve that must stay free on the disk. It must not know
// frames or segments.
import type { Clock } from '../model/clock.ts';
import type { FileSystem } from './file-system.ts';

/** Below it a database beside the journal may no longer be able to delete or to checkpoint. */
const DEFAULT_RESERVE_BYTES = 512 * 1024 * 1024;
const DEFAULT_MAX_BYTES = 8 * 1024 ** 3;
const DEFAULT_MAX_DISK_SHARE = 0.2;
const LOOK_EVERY_MS = 1_000;
const LOOK_EVERY_BYTES = 16 * 1024 * 1024;

export interface JournalUsage {
  /** Bytes of the kept segments. */
  bytes: number;
  maxBytes: number;
  /** Free bytes of the disk at the last look, about a second ago. */
  freeBytes: number;
  /** Nothing is accepted now. */
  full: boolean;
}

export interface CapacityOptions {
  folder: string;
  fileSystem: FileSystem;
  clock: Clock;
  maxBytes: number | undefined;
  maxDiskShare: number | undefined;
  reserveBytes: number | undefined;
}

export async function openCapacity(options: CapacityOptions): Promise<Capacity> {
  const { totalBytes, freeBytes } = await options.fileSystem.space(options.folder);
  const ofDisk = Math.floor(totalBytes * (options.maxDiskShare ?? DEFAULT_MAX_DISK_SHARE));
  const maxBytes = Math.min(options.maxBytes ?? DEFAULT_MAX_BYTES, ofDisk);
  return new Capacity({ ...options, maxBytes, reserveBytes: options.reserveBytes, freeBytes });
}

export class Capacity {
  readonly maxBytes: number;
  /** Bytes of the kept segments; kept up to date by the journal. */
  bytes = 0;
  readonly #options: CapacityOptions;
  readonly #reserveBytes: number;
  #freeBytes: number;
  #lookedAt: number;
  #bytesAtLook = 0;
  /** The disk refused a write, whatever its figures say. */
  #refused: boolean = false;
  #looking: Promise<void> | undefined;

  constructor(options: CapacityOptions & { maxBytes: number; freeBytes: number }) {
    this.#options = options;
    this.maxBytes = options.maxBytes;
    this.#reserveBytes = options.reserveBytes ?? DEFAULT_RESERVE_BYTES;
    this.#freeBytes = options.freeBytes;
    this.#lookedAt = options.clock.now();
  }

  /** Why nothing can be accepted now; undefined when there is room. */
  get shortage(): string | undefined {
    if (this.bytes >= this.maxBytes) return `it holds ${this.bytes} bytes of at most ${this.maxBytes}`;
    if (this.#freeBytes < this.#reserveBytes) {
      return `${this.#freeBytes} bytes are free on its disk, at least ${this.#reserveBytes} must stay free`;
    }
    return this.#refused ? 'the disk refused a write' : undefined;
  }

  get lookDue(): boolean {
    const elapsedMs = Math.abs(this.#options.clock.now() - this.#lookedAt);
    return elapsedMs >= LOOK_EVERY_MS || this.bytes - this.#bytesAtLook >= LOOK_EVERY_BYTES;
  }

  /** Asks the disk how much is free; a disk that does not answer is left as it was. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { fileSystem, folder, clock } = this.#options;
    this.#lookedAt = clock.now();
    this.#bytesAtLook = this.bytes;
    const space = await fileSystem.space(folder).catch(() => undefined);
    if (space !== undefined) this.#freeBytes = space.freeBytes;
    this.#refused = false;
  }

  /** The disk said no: nothing more is tried before the next look. */
  refuse(): void {
    this.#refused = true;
    this.#lookedAt = this.#options.clock.now();
  }

  /** The figures of the last look; asks for a new one, in the background, when they are older than a second. */
  usage(): JournalUsage {
    if (this.lookDue) void this.look();
    return {
      bytes: this.bytes,
      maxBytes: this.maxBytes,
      freeBytes: this.#freeBytes,
      full: this.shortage !== undefined,
    };
  }
}
