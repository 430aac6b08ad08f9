// Carries the next frames of the journal into a sink and finds the frame that the sink cannot take. Knows its place in
// the journal; when to go on and how long to wait is its owner's.
import type { Entry, JournalCursor } from '../model/entry.ts';
import type { FrameAside } from './frames-aside.ts';

/** What is needed of the journal's reader. */
export interface FrameReader {
  /**
   * The entries of the next whole frames, together at most `maxBytes` but at least one frame, none beyond `until`,
   * and the position behind them; the same position again when there is none. `damaged`: passed over, unreadable.
   */
  read(
    until: number,
    maxBytes: number,
  ): Promise<{ entries: Entry[]; position: number; damaged?: { from: number; to: number } }>;
  close(): Promise<void>;
}

/** What takes the journal's entries. */
export interface EntrySink {
  /** Takes all entries and the place behind them, or nothing. */
  write(entries: readonly Entry[], cursor: JournalCursor): Promise<void>;
}

export interface ApplierOptions {
  /** Of the reader, in words for people: `history`. */
  name: string;
  sink: EntrySink;
  /** Whether the sink can take nothing at all now: then no frame is at fault. */
  isAway: (cause: unknown) => boolean;
  journalId: string;
  /** Where the sink is in the journal. */
  position: number;
  openReader: (position: number) => Promise<FrameReader>;
  /** Keeps a frame that the sink refused three times; it must be durable when this resolves. */
  putAside: (frame: FrameAside) => Promise<void>;
  /** What a person must know. */
  onTrouble: (trouble: string) => void;
}

interface Frames {
  entries: readonly Entry[];
  position: number;
}

const TRIES = 3;
/** Room for the header of a frame and not for a second frame: the reader then gives one. */
const ONE_FRAME_BYTES = 64;

export class Applier {
  readonly #options: ApplierOptions;
  #reader: FrameReader | undefined;
  #position: number;
  entriesWritten = 0;
  framesAside = 0;

  constructor(options: ApplierOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** The sink has everything before it. */
  get position(): number {
    return this.#position;
  }

  /** Applies about `maxBytes` more. Throws when the journal cannot be read or the sink cannot write: try again. */
  async applyNext(until: number, maxBytes: number): Promise<void> {
    try {
      await this.#apply(await this.#read(until, maxBytes));
    } catch (cause) {
      await this.close(); // The next reader starts at what is applied.
      throw cause;
    }
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#reader = undefined;
  }

  async #apply(batch: Frames): Promise<void> {
    try {
      await this.#write(batch);
    } catch (cause) {
      if (this.#options.isAway(cause)) throw cause;
      await this.close();
      await this.#applyFrameByFrame(batch.position);
    }
  }

  async #applyFrameByFrame(end: number): Promise<void> {
    while (this.#position < end) {
      const frame = await this.#read(end, ONE_FRAME_BYTES);
      const refusal = await this.#refusalOf(frame);
      if (refusal !== undefined) await this.#skip(frame, refusal);
    }
  }

  /** What the sink said to the last of the tries; undefined when it took the frame. */
  async #refusalOf(frame: Frames): Promise<string | undefined> {
    let refusal: string | undefined;
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        await this.#write(frame);
        return undefined;
      } catch (cause) {
        if (this.#options.isAway(cause)) throw cause;
        refusal = textOf(cause);
      }
    }
    return refusal;
  }

  /** A sink that does not even take nothing is broken, not the frame: then this throws and the frame stays. */
  async #skip({ entries, position }: Frames, cause: string): Promise<void> {
    const { name, onTrouble, putAside } = this.#options;
    await this.#write({ entries: [], position: this.#position });
    await putAside({ position: this.#position, entries, cause });
    onTrouble(`put aside ${entries.length} entries of the journal that the ${name} cannot take: ${cause}`);
    await this.#write({ entries: [], position });
    this.framesAside += 1;
  }

  async #write({ entries, position }: Frames): Promise<void> {
    await this.#options.sink.write(entries, { journalId: this.#options.journalId, position });
    this.#position = position;
    this.entriesWritten += entries.length;
  }

  async #read(until: number, maxBytes: number): Promise<Frames> {
    this.#reader ??= await this.#options.openReader(this.#position);
    const frames = await this.#reader.read(until, maxBytes);
    if (frames.position === this.#position) {
      throw new Error(
        `cannot read the journal at ${this.#position}: nothing is there, but it is committed up to ${until}`,
      );
    }
    if (frames.damaged) {
      const { from, to } = frames.damaged;
      this.#options.onTrouble(
        `the journal is damaged from ${from} to ${to}: what stood there did not reach the ${this.#options.name}`,
      );
    }
    return frames;
  }
}

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
