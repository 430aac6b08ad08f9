// One file of a traced disk: what is on the platter, what the kernel shows, and the changes in between.

export type FileChange = { ended: number } & (
  | { position: number; bytes: Buffer; flushed?: boolean }
  | { truncateTo: number }
);

/** What is torn: a disk writes whole sectors. */
const SECTOR_BYTES = 512;

export type Fate = 'dropped' | 'kept' | 'torn';

export interface PowerCut {
  /** Place in the log: what ended before it had ended. */
  at: number;
  /** How much of what was not flushed survives: nothing, everything, or any part. */
  fate: Fate;
  random: () => number;
}

export class TracedFile {
  readonly #shown = new Image();
  readonly #durable = new Image();
  #unflushed: FileChange[] = [];

  get shown(): Buffer {
    return this.#shown.content;
  }

  get length(): number {
    return this.#shown.length;
  }

  change(change: FileChange): void {
    this.#shown.apply(change);
    this.#unflushed.push(change);
  }

  /** What had ended when the flush began is on the platter. */
  flush(began: number): void {
    const open = this.#unflushed.findIndex(({ ended }) => ended > began);
    const flushed = this.#unflushed.splice(0, open < 0 ? this.#unflushed.length : open);
    for (const change of flushed) this.#durable.apply(change);
  }

  /** Each sector has one of the contents that it had since the last flush; so has the length. */
  afterPowerCut(cut: PowerCut): Buffer {
    const changes = this.#unflushed;
    const settled = changes.findLastIndex((change) => isSettled(change, cut));
    const kept = Math.max(settled + 1, this.#survivors(0, changes.length, cut));
    const image = new Image(this.#durable.content);
    // Sectors from before and from behind a truncation are never seen together.
    const first = changes.slice(0, kept).findLastIndex((change) => 'truncateTo' in change) + 1;
    const next = changes.findIndex((change, index) => index >= kept && 'truncateTo' in change);
    for (const change of changes.slice(0, first)) image.apply(change);
    this.#applySectors(image, { first, end: next < 0 ? changes.length : next, cut });
    image.resize(this.#lengthAfter(kept));
    return image.content;
  }

  #applySectors(image: Image, { first, end, cut }: { first: number; end: number; cut: PowerCut }): void {
    const least = new Map<number, number>();
    for (const [index, change] of this.#unflushed.entries()) {
      if (isSettled(change, cut)) for (const { sector } of sectorsOf(change)) least.set(sector, index + 1);
    }
    /** How many of the changes each sector has seen. */
    const seen = new Map<number, number>();
    for (const [offset, change] of this.#unflushed.slice(first, end).entries()) {
      for (const { sector, position, bytes } of sectorsOf(change)) {
        const until = seen.get(sector) ?? Math.max(least.get(sector) ?? 0, this.#survivors(first, end, cut));
        seen.set(sector, until);
        if (first + offset < until) image.apply({ ended: 0, position, bytes });
      }
    }
  }

  #survivors(first: number, end: number, { fate, random }: PowerCut): number {
    if (fate === 'dropped') return first;
    return fate === 'kept' ? end : first + Math.floor(random() * (end - first + 1));
  }

  #lengthAfter(kept: number): number {
    return this.#unflushed.slice(0, kept).reduce(lengthWith, this.#durable.length);
  }
}

/** Written with O_DSYNC, and the call had returned. */
function isSettled(change: FileChange, { at }: PowerCut): boolean {
  return 'bytes' in change && change.flushed === true && change.ended < at;
}

function lengthWith(length: number, change: FileChange): number {
  return 'truncateTo' in change ? change.truncateTo : Math.max(length, change.position + change.bytes.length);
}

function* sectorsOf(change: FileChange): Generator<{ sector: number; position: number; bytes: Buffer }> {
  if ('truncateTo' in change) return;
  const { position, bytes } = change;
  for (let at = 0; at < bytes.length; ) {
    const sector = Math.floor((position + at) / SECTOR_BYTES);
    const next = (sector + 1) * SECTOR_BYTES - position;
    yield { sector, position: position + at, bytes: bytes.subarray(at, next) };
    at = next;
  }
}

class Image {
  length = 0;
  #bytes = Buffer.alloc(0);

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#bytes = Buffer.from(content);
    this.length = content.length;
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  apply(change: FileChange): void {
    if ('truncateTo' in change) {
      this.resize(change.truncateTo);
      return;
    }
    const end = change.position + change.bytes.length;
    if (end > this.length) this.resize(end);
    change.bytes.copy(this.#bytes, change.position);
  }

  resize(length: number): void {
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.content.copy(larger);
      this.#bytes = larger;
    }
    if (length < this.length) this.#bytes.fill(0, length, this.length);
    this.length = length;
  }
}
