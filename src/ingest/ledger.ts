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
  /** A jump further than this is a new start, not so many missing messages. */
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
  newestObservedAt: number;
  firstReceivedAt: number;
  lastReceivedAt: number;
}

const DAY_MS = 86_400_000;

/** The boots of one station. What it holds depends on what was recorded alone, so that it can be made again. */
export class StationLedger {
  readonly #boots = new Map<string, Boot>();
  readonly #changed = new Set<string>();
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

  /** Takes the number in, if the bounds allow it. Returns true when it jumped so far that it is a new start. */
  record(frame: LedgerFrame, receivedAt: number): boolean {
    const boot = this.#boots.get(frame.bootId) ?? this.#newBoot(frame, receivedAt);
    if (!boot || boot.received.rangesWith(frame.seq) > this.#bounds.ranges) return false;
    const distance = boot.received.distanceTo(frame.seq);
    boot.received.add(frame.seq);
    boot.newestObservedAt = Math.max(boot.newestObservedAt, frame.observedAt);
    boot.lastReceivedAt = Math.max(boot.lastReceivedAt, receivedAt);
    this.#changed.add(frame.bootId);
    return distance !== undefined && distance > this.#bounds.maxJump;
  }

  /** The boots that changed since the last call; undefined for those that were forgotten. */
  takeChanges(): [bootId: string, record: BootRecord | undefined][] {
    const changes = [...this.#changed].map((id): [string, BootRecord | undefined] => [
      id,
      this.bootRecord(id),
    ]);
    this.#changed.clear();
    return changes;
  }

  get missing(): number {
    let missing = 0;
    for (const boot of this.#boots.values()) missing += boot.missing(this.#bounds.maxJump);
    return missing;
  }

  /** Newest first. */
  boots(): { bootId: string; missing: number; record: BootRecord }[] {
    return [...this.#boots]
      .map(([bootId, boot]) => ({
        bootId,
        missing: boot.missing(this.#bounds.maxJump),
        record: boot.toRecord(),
      }))
      .sort((a, b) => b.record.lastReceivedAt - a.record.lastReceivedAt);
  }

  bootRecord(bootId: string): BootRecord | undefined {
    return this.#boots.get(bootId)?.toRecord();
  }

  #hasRoom(now: number): boolean {
    if (this.#boots.size < this.#bounds.boots) return true;
    return [...this.#boots.values()].some((boot) => this.#isOld(boot, now));
  }

  /** A boot silent for longer than the bound makes room. */
  #isOld(boot: Boot, now: number): boolean {
    return boot.lastReceivedAt < now - this.#bounds.days * DAY_MS;
  }

  #newBoot(frame: LedgerFrame, receivedAt: number): Boot | undefined {
    for (const [bootId, boot] of this.#boots) {
      if (!this.#isOld(boot, receivedAt)) continue;
      this.#boots.delete(bootId);
      this.#changed.add(bootId);
    }
    if (this.#boots.size >= this.#bounds.boots) return undefined;
    const boot = new Boot({
      ranges: [],
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
  readonly firstReceivedAt: number;
  newestObservedAt: number;
  lastReceivedAt: number;

  constructor(record: BootRecord) {
    this.received = new RangeSet(record.ranges);
    this.newestObservedAt = record.newestObservedAt;
    this.firstReceivedAt = record.firstReceivedAt;
    this.lastReceivedAt = record.lastReceivedAt;
  }

  /** Numbers in the holes between those received, but for holes that were a jump. */
  missing(maxJump: number): number {
    const { ranges } = this.received;
    let missing = 0;
    for (let next = 1; next < ranges.length; next++) {
      const [, before] = ranges[next - 1] as [number, number];
      const [after] = ranges[next] as [number, number];
      if (after - before <= maxJump) missing += after - before - 1;
    }
    return missing;
  }

  toRecord(): BootRecord {
    return {
      ranges: this.received.ranges.map(([from, to]) => [from, to]),
      newestObservedAt: this.newestObservedAt,
      firstReceivedAt: this.firstReceivedAt,
      lastReceivedAt: this.lastReceivedAt,
    };
  }
}
