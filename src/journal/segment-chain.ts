// The segments of a journal in their order: finished ones, oldest first, and the active one that is written to.
import type { FileSystem } from './file-system.ts';
import type { RecoveredJournal } from './recovery.ts';
import { createSegment, SEGMENT_HEADER_BYTES, type SegmentFile, segmentEnd, segmentPath } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';

export class SegmentChain {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #journalId: string;
  readonly #finished: SegmentFile[];
  #active: SegmentWriter;

  constructor(
    fileSystem: FileSystem,
    folder: string,
    { journalId, finished, active, file }: RecoveredJournal,
  ) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
    this.#journalId = journalId;
    this.#finished = [...finished];
    this.#active = new SegmentWriter(file, active);
  }

  get active(): SegmentWriter {
    return this.#active;
  }

  get base(): number {
    return this.#finished[0]?.base ?? this.#active.base;
  }

  get end(): number {
    return this.#active.end;
  }

  /** Of all files, headers included. */
  get bytes(): number {
    return this.#finished.reduce((sum, { bytes }) => sum + bytes, this.#active.bytes);
  }

  /** Goes on in a new segment; when it throws, the active one stays. Not while a write is under way. */
  async startNext(): Promise<void> {
    const previous = this.#active;
    const base = previous.end;
    const file = await createSegment(this.#fileSystem, this.#folder, { journalId: this.#journalId, base });
    const path = segmentPath(this.#folder, base);
    this.#active = new SegmentWriter(file, { path, base, bytes: SEGMENT_HEADER_BYTES });
    this.#finished.push({ path: previous.path, base: previous.base, bytes: previous.bytes });
    // All of it is on disk: whether the descriptor closes well changes nothing.
    await previous.close().catch(() => undefined);
  }

  /** Deletes the oldest finished segment if it ends at or before `position`; whether it did. */
  async deleteOldest(position: number): Promise<boolean> {
    const oldest = this.#finished[0];
    if (oldest === undefined || segmentEnd(oldest) > position) return false;
    await this.#fileSystem.unlink(oldest.path);
    this.#finished.shift();
    // Before the next one goes: after a power cut what is kept has no hole.
    await this.#fileSystem.flushFolder(this.#folder);
    return true;
  }

  /** After a failed flush: nothing is written any more, and what was not flushed is not to be believed. */
  async abandon(): Promise<void> {
    await this.#active.forgetUnflushed(this.#fileSystem).catch(() => undefined);
  }
}
