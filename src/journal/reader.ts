// Reads a journal from a position on, also from another thread than the one that writes it. It must not know the
// writer: it is told the committed position and never looks behind it.
import type { Entry, JournalCursor } from '../model/entry.ts';
import { type FileSystem, type OpenFile, readInto, readUpTo, realFileSystem } from './file-system.ts';
import { checkFrame, decodeEntries, findFrameBehind } from './frame.ts';
import type { DamagedRange } from './recovery.ts';
import {
  decodeSegmentHeader,
  listSegments,
  SEGMENT_HEADER_BYTES,
  type SegmentFile,
  segmentEnd,
} from './segment.ts';

const DEFAULT_BATCH_BYTES = 1024 * 1024;

export interface JournalBatch {
  entries: Entry[];
  /** Where the next batch starts: the cursor to keep with the effect of this one. */
  position: number;
  /** Positions before `position` that could not be read and were passed over; the entries, if any, are before it. */
  damaged?: DamagedRange;
}

/** Why a cursor cannot be used; it needs a decision, and is never put right silently. */
export class CursorUnusable extends Error {
  override name = 'CursorUnusable';
  /** `not-kept`: trimmed already. `ahead`: what it has seen is lost. `other-journal`: it means nothing here. */
  readonly reason: 'not-kept' | 'ahead' | 'other-journal';

  constructor(reason: CursorUnusable['reason'], message: string) {
    super(`cannot read the journal: ${message}`);
    this.reason = reason;
  }
}

export interface JournalReaderOptions {
  folder: string;
  from: JournalCursor;
  fileSystem?: FileSystem;
}

/** Throws `CursorUnusable` when the journal does not hold the place where the cursor stands. */
export async function openJournalReader({
  folder,
  from: { journalId, position },
  fileSystem = realFileSystem,
}: JournalReaderOptions): Promise<JournalReader> {
  const segments = await listSegments(fileSystem, folder);
  const first = segments.at(0);
  const last = segments.at(-1);
  if (first === undefined || last === undefined) {
    throw new CursorUnusable('other-journal', `there is none in ${folder}`);
  }
  if (position > segmentEnd(last)) {
    throw new CursorUnusable('ahead', `position ${position} is ahead of its end ${segmentEnd(last)}`);
  }
  const segment = segments.findLast(({ base }) => base <= position);
  if (segment === undefined) {
    throw new CursorUnusable(
      'not-kept',
      `position ${position} is no longer kept, it starts at ${first.base}`,
    );
  }
  const file = await fileSystem.open(segment.path, 'read');
  const header = decodeSegmentHeader(await readUpTo(file, 0, SEGMENT_HEADER_BYTES));
  if (header?.journalId !== journalId) {
    await file.close();
    throw new CursorUnusable(
      'other-journal',
      `the cursor is of ${journalId}, this one is ${header?.journalId}`,
    );
  }
  return new JournalReader({ fileSystem, folder, file, base: segment.base, position });
}

export class JournalReader {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  #file: OpenFile;
  /** Base of the segment under way. */
  #base: number;
  #position: number;
  /** Used again and again: parsing copies what it keeps. */
  #buffer = Buffer.alloc(0);

  constructor(start: {
    fileSystem: FileSystem;
    folder: string;
    file: OpenFile;
    base: number;
    position: number;
  }) {
    this.#fileSystem = start.fileSystem;
    this.#folder = start.folder;
    this.#file = start.file;
    this.#base = start.base;
    this.#position = start.position;
  }

  /** Where the next batch starts. */
  get position(): number {
    return this.#position;
  }

  /**
   * The next frames up to `until`, a committed position: as many as fit in `maxBytes`, at least one. No entries and
   * the same position: there are none. One call at a time.
   */
  async read(until: number, maxBytes = DEFAULT_BATCH_BYTES): Promise<JournalBatch> {
    const left = until - this.#position;
    if (left <= 0) return { entries: [], position: this.#position };
    let bytes = await this.#load(Math.min(left, maxBytes));
    if (bytes.length === 0) return (await this.#nextSegment()) ?? this.read(until, maxBytes);
    bytes = await this.#completeFirst(bytes, left);
    const { entries, length } = decodeFrames(bytes, this.#position);
    if (length === 0) return this.#passDamage(left);
    this.#position += length;
    return { entries, position: this.#position };
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Reads on, the header and then the rest, until the first frame is whole; gives up where there is no more. */
  async #completeFirst(start: Buffer, left: number): Promise<Buffer> {
    let bytes = start;
    for (;;) {
      const first = checkFrame(bytes, 0, this.#position);
      if (first.kind !== 'partial' || first.bytes > left) return bytes;
      const more = await this.#load(first.bytes);
      if (more.length < first.bytes) return more;
      bytes = more;
    }
  }

  async #load(bytes: number): Promise<Buffer> {
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(bytes);
    const target = this.#buffer.subarray(0, bytes);
    return target.subarray(0, await readInto(this.#file, target, this.#offset()));
  }

  #offset(): number {
    return this.#position - this.#base + SEGMENT_HEADER_BYTES;
  }

  /** The frame at the position is no frame: goes to the next sound one, or to the end of the segment. */
  async #passDamage(left: number): Promise<JournalBatch> {
    const from = this.#position;
    const size = await this.#bytesBehind(left);
    const bytes = await this.#load(size);
    this.#position += findFrameBehind(bytes, 0, from) ?? bytes.length;
    return { entries: [], position: this.#position, damaged: { from, to: this.#position } };
  }

  /** Bytes of the segment under way behind the position, at most `left`. */
  async #bytesBehind(left: number): Promise<number> {
    const segment = (await listSegments(this.#fileSystem, this.#folder)).find(
      ({ base }) => base === this.#base,
    );
    return Math.min(left, segment === undefined ? left : segment.bytes - this.#offset());
  }

  /** Goes on in the segment that follows; a batch when positions before it are missing. */
  async #nextSegment(): Promise<JournalBatch | undefined> {
    const from = this.#position;
    const segments = await listSegments(this.#fileSystem, this.#folder);
    const next = segments.find(({ base }) => base >= from && base !== this.#base);
    if (next === undefined) throw new CursorUnusable('ahead', `nothing is at position ${from} yet`);
    if (next.base > from && next === segments[0]) {
      throw new CursorUnusable('not-kept', `position ${from} is no longer kept, it starts at ${next.base}`);
    }
    await this.#moveTo(next);
    if (next.base === from) return undefined;
    return { entries: [], position: next.base, damaged: { from, to: next.base } };
  }

  async #moveTo({ path, base }: SegmentFile): Promise<void> {
    const file = await this.#fileSystem.open(path, 'read');
    await this.#file.close();
    this.#file = file;
    this.#base = base;
    this.#position = base;
  }
}

/** The entries of the whole, sound frames from the start of the buffer on, and how many bytes they take. */
function decodeFrames(bytes: Buffer, position: number): { entries: Entry[]; length: number } {
  const entries: Entry[] = [];
  let length = 0;
  while (length < bytes.length) {
    const check = checkFrame(bytes, length, position + length);
    if (check.kind === 'entries') {
      for (const entry of decodeEntries(bytes, length, check.bytes)) entries.push(entry);
    } else if (check.kind !== 'filler') break;
    length += check.bytes;
  }
  return { entries, length };
}
