// Appends that wait for the next commit, in the order of the calls. What arrives while a commit is under way shares
// the next one: one frame, one write, one flush. It must not know the disk.

/**
 * Bounds what one frame that cannot be read loses, and the time that encoding it takes from the event loop. At 10 ms
 * a flush it still allows 100,000 entries a second.
 */
const MAX_FRAME_ENTRIES = 1_024;

export interface Append {
  /** JSON texts: as strings they cost the garbage collector far less while they wait than as objects. */
  entries: readonly string[];
  done: (error?: Error) => void;
  /** What comes behind it goes into another frame. */
  endsFrame: boolean;
}

/** The appends of one frame. */
export interface Group {
  appends: Append[];
  entries: string[];
  /** Why none of them is on disk; undefined when all are. */
  error: Error | undefined;
}

export class AppendQueue {
  #waiting: Append[] = [];

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  push(append: Append): void {
    this.#waiting.push(append);
  }

  /** The next group; the entries of one append always stay together. Undefined when nothing waits. */
  take(): Group | undefined {
    if (this.empty) return undefined;
    const entries: string[] = [];
    let taken = 0;
    for (const append of this.#waiting) {
      if (entries.length > 0 && entries.length + append.entries.length > MAX_FRAME_ENTRIES) break;
      for (const entry of append.entries) entries.push(entry);
      taken += 1;
      if (append.endsFrame) break;
    }
    return { appends: this.#waiting.splice(0, taken), entries, error: undefined };
  }
}
