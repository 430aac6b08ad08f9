// The journal on segments: one group of appends at a time, one write and one flush each. It must not know what the
// entries mean, nor who reads them.

import type { Log } from '../log.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { Entry } from '../model/entry.ts';
import { AppendQueue, type Group } from './append-queue.ts';
import { type Capacity, type JournalUsage, openCapacity } from './capacity.ts';
import { errorCode, type FileSystem, realFileSystem } from './file-system.ts';
import { encodeEntry, FrameEncoder } from './frame.ts';
import { type Journal, JournalFull } from './journal.ts';
import { type RecoveredJournal, type RecoveryReport, recoverJournal } from './recovery.ts';
import { DiskFailed } from './segment.ts';
import { SegmentChain } from './segment-chain.ts';

const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;
/** With fewer segments a full journal might have none that can be deleted. */
const MIN_SEGMENTS = 4;

export interface JournalOptions {
  folder: string;
  log: Log;
  /** Called after each group that is on disk, with the new end: wakes the readers. Must not throw. */
  onCommit?: (position: number) => void;
  /** Length at which the next segment is begun; 64 MiB. */
  segmentBytes?: number;
  /** Quota; 8 GiB. */
  maxBytes?: number;
  /** The quota is at most this share of the disk; 0.2. */
  maxDiskShare?: number;
  /** What must stay free on the disk; 512 MiB. */
  reserveBytes?: number;
  clock?: Clock;
  fileSystem?: FileSystem;
}

/** `full`: no room now, appends may pass later. `failed`: a flush failed, nothing passes before the next start. */
export type JournalState = 'open' | 'full' | 'failed' | 'closed';

/** Opens the journal of a folder, or starts one there. At most one may be open on a folder. */
export async function openJournal(options: JournalOptions): Promise<SegmentJournal> {
  const { folder, log, fileSystem = realFileSystem, clock = systemClock } = options;
  const recovered = await recoverJournal(fileSystem, folder, log);
  const { maxBytes, maxDiskShare, reserveBytes } = options;
  const capacity = await openCapacity({ folder, fileSystem, clock, maxBytes, maxDiskShare, reserveBytes });
  return new SegmentJournal({ ...options, fileSystem }, recovered, capacity);
}

export class SegmentJournal implements Journal {
  readonly id: string;
  /** What was found and done when the journal was opened. */
  readonly recovery: RecoveryReport;
  readonly #options: JournalOptions;
  readonly #segmentBytes: number;
  readonly #segments: SegmentChain;
  readonly #capacity: Capacity;
  readonly #queue = new AppendQueue();
  readonly #encoder = new FrameEncoder();
  #running: boolean = false;
  #failure: DiskFailed | undefined;
  #closing: Promise<void> | undefined;
  #trimming: Promise<void> = Promise.resolve();
  /** The last trim's position, while the active segment may be given up for it. */
  #passed = 0;
  #toldFull: boolean = false;

  constructor(
    options: JournalOptions & { fileSystem: FileSystem },
    recovered: RecoveredJournal,
    capacity: Capacity,
  ) {
    this.id = recovered.journalId;
    this.recovery = recovered.report;
    this.#options = options;
    this.#segments = new SegmentChain(options.fileSystem, options.folder, recovered);
    this.#capacity = capacity;
    capacity.bytes = this.#segments.bytes;
    const segmentBytes = options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
    this.#segmentBytes = Math.min(segmentBytes, capacity.maxBytes / MIN_SEGMENTS);
  }

  get committed(): number {
    return this.#segments.end;
  }

  get base(): number {
    return this.#segments.base;
  }

  get state(): JournalState {
    if (this.#closing !== undefined) return 'closed';
    if (this.#failure !== undefined) return 'failed';
    return this.#capacity.shortage === undefined ? 'open' : 'full';
  }

  usage(): JournalUsage {
    return this.#capacity.usage();
  }

  append(entries: readonly Entry[], done: (error?: Error) => void): void {
    try {
      this.#push(entries.map(encodeEntry), done, false);
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      this.#push([], (error) => done(error ?? new Error(`cannot journal: ${text}`, { cause })), false);
    }
  }

  seal(): Promise<number> {
    return new Promise((resolve, reject) => {
      // Called before the next group can move the end.
      this.#push([], (error) => (error ? reject(error) : resolve(this.committed)), true);
    });
  }

  trim(position: number): Promise<void> {
    const trimmed = this.#trimming.then(() => this.#trim(position));
    this.#trimming = trimmed.catch(() => undefined);
    return trimmed;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close(this.seal());
    return this.#closing;
  }

  async #close(drained: Promise<unknown>): Promise<void> {
    await drained.catch(() => undefined);
    await this.#trimming;
    if (this.#failure === undefined) await this.#segments.active.close();
  }

  #push(entries: readonly string[], done: (error?: Error) => void, endsFrame: boolean): void {
    if (this.#closing !== undefined) {
      setImmediate(done, new Error('cannot journal: the journal is closed'));
      return;
    }
    this.#queue.push({ entries, done, endsFrame });
    if (this.#running) return;
    this.#running = true;
    // Not at once: what arrives in the same turn of the event loop, on all connections, shares the group.
    setImmediate(() => void this.#run());
  }

  /** Commits group after group; the disk works on the next one while the callbacks of the last one run. */
  async #run(): Promise<void> {
    let finished: Group | undefined;
    while (finished !== undefined || !this.#queue.empty) {
      const next = this.#queue.take();
      const committing = next === undefined ? undefined : this.#commit(next);
      if (finished !== undefined) this.#answer(finished);
      await committing;
      finished = next;
    }
    this.#running = false;
  }

  #answer({ appends, entries, error }: Group): void {
    for (const { done } of appends) this.#call(done, error);
    const { onCommit } = this.#options;
    if (onCommit && error === undefined && entries.length > 0) this.#call(onCommit, this.committed);
  }

  /** What a caller does wrong must not cost the others their answer. */
  #call<Argument>(callback: (argument: Argument) => void, argument: Argument): void {
    try {
      callback(argument);
    } catch (err) {
      this.#options.log.error(
        { err },
        'journal: a callback threw; this is a fault of the hub, please report it',
      );
    }
  }

  async #commit(group: Group): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#activeIsPassed()) await this.#segments.startNext();
      if (group.entries.length > 0) await this.#write(group.entries);
    } catch (error) {
      group.error = await this.#judge(error);
    }
  }

  async #write(entries: readonly string[]): Promise<void> {
    if (this.#capacity.lookDue) await this.#capacity.look();
    const { shortage } = this.#capacity;
    if (shortage !== undefined) throw new JournalFull(`cannot journal: ${shortage}`);
    const frame = this.#encoder.encode(entries, this.committed);
    const { active } = this.#segments;
    if (!active.empty && active.bytes + frame.length > this.#segmentBytes) await this.#segments.startNext();
    await this.#segments.active.write(frame);
    this.#capacity.bytes = this.#segments.bytes;
    if (this.#toldFull) this.#options.log.info({}, 'journal: there is room again');
    this.#toldFull = false;
  }

  /** What the appends of a failed group are told, and what it means for those that follow. */
  async #judge(error: unknown): Promise<Error> {
    if (error instanceof JournalFull) return this.#tellFull(error);
    if (error instanceof DiskFailed) return this.#failure ?? this.#fail(error);
    const code = errorCode(error);
    const text = error instanceof Error ? error.message : String(error);
    if (code !== 'ENOSPC' && code !== 'EDQUOT') return new Error(`cannot journal: ${text}`, { cause: error });
    this.#capacity.refuse();
    return this.#tellFull(new JournalFull(`cannot journal: ${text}`, { cause: error }));
  }

  #tellFull(error: JournalFull): JournalFull {
    if (!this.#toldFull) {
      this.#options.log.error(
        { reason: error.message },
        'journal: full, nothing is accepted until there is room',
      );
    }
    this.#toldFull = true;
    return error;
  }

  async #fail(failure: DiskFailed): Promise<DiskFailed> {
    this.#failure = failure;
    this.#options.log.error({ err: failure }, 'journal: failed, nothing is accepted before the next start');
    await this.#segments.abandon();
    return failure;
  }

  /** Whether a trim may have the active segment too: at half its length, or when room is short, an empty one follows. */
  #activeIsPassed(): boolean {
    const { active } = this.#segments;
    const passed = this.#passed >= active.end && !active.empty;
    this.#passed = 0;
    return passed && (active.bytes > this.#segmentBytes / 2 || this.#capacity.shortage !== undefined);
  }

  async #trim(position: number): Promise<void> {
    if (position >= this.committed) {
      this.#passed = position;
      await this.seal().catch(() => undefined);
    }
    while (await this.#segments.deleteOldest(position)) {
      this.#capacity.bytes = this.#segments.bytes;
      await this.#capacity.look();
    }
  }
}
