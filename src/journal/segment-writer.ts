// Writes frames to the end of one segment. It keeps one rule: `bytes` is always the end of what is sound on disk.
import { type FileSystem, type OpenFile, writeAll } from './file-system.ts';
import { orDiskFailed, SEGMENT_HEADER_BYTES, type SegmentFile } from './segment.ts';

export class SegmentWriter {
  readonly path: string;
  readonly base: number;
  /** Length of the file up to the last durable frame, header included. */
  bytes: number;
  readonly #file: OpenFile;

  constructor(file: OpenFile, { path, base, bytes }: SegmentFile) {
    this.#file = file;
    this.path = path;
    this.base = base;
    this.bytes = bytes;
  }

  /** The position behind the last durable frame. */
  get end(): number {
    return this.base + this.bytes - SEGMENT_HEADER_BYTES;
  }

  get empty(): boolean {
    return this.bytes === SEGMENT_HEADER_BYTES;
  }

  /**
   * Resolves when the frame is on disk. After a failed write the segment is as before and may be tried again;
   * after a failed flush or a failed cut it throws `DiskFailed` and must not be used any more.
   */
  async write(frame: Buffer): Promise<void> {
    try {
      await writeAll(this.#file, [frame], this.bytes);
    } catch (error) {
      await orDiskFailed(`cut ${this.path} back to its last good end`, this.#file.truncate(this.bytes));
      throw error;
    }
    await orDiskFailed(`flush ${this.path}`, this.#file.flush());
    this.bytes += frame.length;
  }

  /**
   * After a failed flush the kernel may show bytes that never reached the disk, and calls them clean: a start after
   * this one would believe them. By another descriptor, as nobody may trust the first one again.
   */
  async forgetUnflushed(fileSystem: FileSystem): Promise<void> {
    await this.#file.close().catch(() => undefined);
    const file = await fileSystem.open(this.path, 'write');
    try {
      await file.truncate(this.bytes);
    } finally {
      await file.close();
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
