// The delivery ledger: which numbers of which boot of which station have come. Finds duplicates exactly and counts
// what is missing. It must not know what the messages say.
import { RangeSet } from './range-set.ts';

export interface LedgerBounds {
  /** Boots remembered per station. */
  boots: number;
  /** Days a boot is remembered after its last message. */
  days: number;
  /** Ranges remembered per boot. */
  ranges: number;
  /** A jump over more numbers than this is a new start, not so many missing messages. */
  maxJump: number;
}

export const DEFAULT_LEDGER_BOUNDS: LedgerBounds = { boots: 64, days: 36, ranges: 256, maxJump: 100_000 };

export type LedgerJudgement = 'new' | 'duplicate' | 'seq-reused' | 'seq-gaps' | 'too-many-boots';

export interface LedgerFrame {
  bootId: string;
  seq: number;
  /** By the station's clock, whatever that is. */
  observedAt: number;
}

export interface BootRecord {
  ranges: [number, number][];
  /** Numbers before which a hole is a new start. */
  starts: number[];
  newestObservedAt: number;
  firstReceivedAt: number;
  lastReceivedAt: number;
}

const DAY_MS = 86_400_000;

/** The boots of one station. */
export class StationLedger {
  readonly #boots = new Map<string, Boot>();
  readonly #bounds: LedgerBounds;

  constructor(bounds: LedgerBounds, stored: Iterable<readonly [bootId: string, BootRecord]> = []) {
    this.#bounds = bounds;
    for (const [bootId, record] of stored) this.#boots.set(bootId, new Boot(record));
  }

  /** What this frame is, before it is recorded. `receivedAt` decides which old boots may make room. */
  judge(frame: LedgerFrame, receivedAt: number): LedgerJudgement {
    const boot = this.#boots.get(frame.bootId);
    if (!boot) return this.#hasRoom(receivedAt) ? 'new' : 'too-many-boots';
    if (boot.received.has(frame.seq)) {
      return frame.observedAt > boot.newestObservedAt ? 'seq-reused' : 'duplicate';
    }
    return boot.received.rangesWith(frame.seq) > this.#bounds.ranges ? 'seq-gaps' : 'new';
  }

  /** Takes the number in. Returns true when it jumped so far that it counts as a new start. */
  record(frame: LedgerFrame, receivedAt: number): boolean {
    const boot = this.#boots.get(frame.bootId) ?? this.#newBoot(frame, receivedAt);
    const newest = boot.received.newest;
    const jumped = newest !== undefined && frame.seq - newest > this.#bounds.maxJump;
    if (jumped) boot.starts.push(frame.seq);
    boot.received.add(frame.seq);
    boot.newestObservedAt = Math.max(boot.newestObservedAt, frame.observedAt);
    boot.lastReceivedAt = Math.max(boot.lastReceivedAt, receivedAt);
    return jumped;
  }

  /** Forgets boots that have been silent for longer than the bound; returns their ids. */
  forgetOld(now: number): string[] {
    const oldest = now - this.#bounds.days * DAY_MS;
    const forgotten = [...this.#boots].filter(([, boot]) => boot.lastReceivedAt < oldest).map(([id]) => id);
    for (const bootId of forgotten) this.#boots.delete(bootId);
    return forgotten;
  }

  get missing(): number {
    let missing = 0;
    for (const boot of this.#boots.values()) missing += boot.missing;
    return missing;
  }

  /** Newest first. */
  boots(): { bootId: string; missing: number; record: BootRecord }[] {
    return [...this.#boots]
      .map(([bootId, boot]) => ({ bootId, missing: boot.missing, record: boot.toRecord() }))
      .sort((a, b) => b.record.lastReceivedAt - a.record.lastReceivedAt);
  }

  bootRecord(bootId: string): BootRecord | undefined {
    return this.#boots.get(bootId)?.toRecord();
  }

  #hasRoom(now: number): boolean {
    if (this.#boots.size < this.#bounds.boots) return true;
    const oldest = now - this.#bounds.days * DAY_MS;
    return [...this.#boots.values()].some((boot) => boot.lastReceivedAt < oldest);
  }

  #newBoot(frame: LedgerFrame, receivedAt: number): Boot {
    const boot = new Boot({
      ranges: [],
      starts: [],
      newestObservedAt: frame.observedAt,
      firstReceivedAt: receivedAt,
      lastReceivedAt: receivedAt,
    });
    this.#boots.set(frame.bootId, boot);
    return boot;
  }
}

class Boot {
  readonly received: RangeSet;
  readonly starts: number[];
  readonly firstReceivedAt: number;
  newestObservedAt: number;
  lastReceivedAt: number;

  constructor(record: BootRecord) {
    this.received = new RangeSet(record.ranges);
    this.starts = [...record.starts];
    this.newestObservedAt = record.newestObservedAt;
    this.firstReceivedAt = record.firstReceivedAt;
    this.lastReceivedAt = record.lastReceivedAt;
  }

  /** Holes after the first number received, but for those before a new start. */
  get missing(): number {
    const { ranges } = this.received;
    let missing = 0;
    for (let next = 1; next < ranges.length; next++) {
      const before = ranges[next - 1] as [number, number];
      const after = ranges[next] as [number, number];
      if (!this.starts.some((start) => start > before[1] && start <= after[1]))
        missing += after[0] - before[1] - 1;
    }
    return missing;
  }

  toRecord(): BootRecord {
    return {
      ranges: this.received.ranges.map(([from, to]) => [from, to]),
      starts: [...this.starts],
      newestObservedAt: this.newestObservedAt,
      firstReceivedAt: this.firstReceivedAt,
      lastReceivedAt: this.lastReceivedAt,
    };
  }
}
