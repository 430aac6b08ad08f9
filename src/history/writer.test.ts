import { afterEach, describe, expect, it } from 'vitest';
import type { FrameReader } from '../journal/applier.ts';
import type { FrameAside } from '../journal/frames-aside.ts';
import type { Entry, JournalCursor } from '../model/entry.ts';
import type { DropOff } from '../model/reading.ts';
import { type HistoryStore, StoreUnavailable } from './history.ts';
import { dropOff } from './readings.test-support.ts';
import { HistoryWriter, type WriterOptions, type WriterProgress } from './writer.ts';

const FRAME_BYTES = 100;

/** A journal in memory: frame i stands at 100 * i. */
class Frames {
  readonly all: Entry[][] = [];

  get committed(): number {
    return this.all.length * FRAME_BYTES;
  }

  add(...seqs: number[]): void {
    this.all.push(seqs.map((seq) => dropOff({ seq })));
  }

  reader(from: number): FrameReader {
    let position = from;
    return {
      close: async () => undefined,
      read: async (until, maxBytes) => {
        const count = Math.max(1, Math.floor(Math.min(until - position, maxBytes) / FRAME_BYTES));
        const first = position / FRAME_BYTES;
        const frames = position < until ? this.all.slice(first, first + count) : [];
        position += frames.length * FRAME_BYTES;
        return { entries: frames.flat(), position };
      },
    };
  }
}

/** Takes everything but what `fault` throws at. */
class FakeStore {
  seqs: number[] = [];
  writes = 0;
  maintained = 0;
  position: number | undefined;
  fault: (seqs: readonly number[]) => void = () => undefined;

  async write(entries: readonly Entry[], cursor: JournalCursor): Promise<void> {
    const seqs = entries.map((entry) => (entry as DropOff).seq);
    this.writes += 1;
    this.fault(seqs);
    this.seqs.push(...seqs);
    this.position = cursor.position;
  }

  async maintain(): Promise<JournalCursor | undefined> {
    this.maintained += 1;
    return this.position === undefined ? undefined : { journalId: 'j', position: this.position };
  }
}

const started: HistoryWriter[] = [];

function startWriter(frames: Frames, store: FakeStore, more: Partial<WriterOptions> = {}) {
  const asides: FrameAside[] = [];
  const troubles: string[] = [];
  const seen: WriterProgress[] = [];
  let parkings = 0;
  const writer = new HistoryWriter({
    store: store as unknown as HistoryStore,
    journalId: 'j',
    position: 0,
    openReader: async (position) => frames.reader(position),
    committed: () => frames.committed,
    putAside: async (frame) => void asides.push(frame),
    onTrouble: (trouble) => troubles.push(trouble),
    onProgress: (progress) => seen.push(progress),
    onParked: (parked) => {
      parkings += parked ? 1 : 0;
    },
    clock: { now: () => 0 },
    collectMs: 5,
    ...more,
  });
  started.push(writer);
  const done = writer.run();
  const stop = () => {
    writer.stop();
    return done;
  };
  return { writer, stop, asides, troubles, seen, parkings: () => parkings };
}

afterEach(() => {
  for (const writer of started.splice(0)) writer.stop();
});

describe('the history writer', () => {
  it('applies what is there at the start and what is committed later, in order, many frames at once', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    for (let seq = 0; seq < 50; seq += 1) frames.add(seq);
    const { writer, stop, parkings } = startWriter(frames, store);
    await expect.poll(() => store.seqs.length).toBe(50);
    expect(store.writes).toBe(1);
    await expect.poll(parkings).toBe(1);
    frames.add(50, 51);
    writer.wake();
    await expect.poll(() => store.seqs.length).toBe(52);
    await stop();
    expect(store.seqs).toEqual(Array.from({ length: 52 }, (_, seq) => seq));
  });

  it('applies all that is committed before it stops, and makes it durable', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    const { stop, seen } = startWriter(frames, store);
    frames.add(1);
    await stop();
    expect(store.seqs).toEqual([1]);
    expect(seen.at(-1)).toEqual({ position: 100, checkpointed: 100, entriesWritten: 1, framesAside: 0 });
  });

  it('leaves the files of the store alone while they are held, and writes on', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    let now = 0;
    const { writer, stop } = startWriter(frames, store, { maintainEveryMs: 1, clock: { now: () => now++ } });
    await expect.poll(() => store.maintained).toBeGreaterThan(2);
    await writer.hold();
    const before = store.maintained;
    for (const seq of [1, 2]) {
      frames.add(seq);
      writer.wake();
      await expect.poll(() => store.seqs.at(-1)).toBe(seq);
    }
    expect(store.maintained).toBe(before);
    writer.release();
    await expect.poll(() => store.maintained).toBeGreaterThan(before);
    await stop();
  });

  it('puts a frame aside that the store refuses three times, and goes on', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    let refused = 0;
    store.fault = (seqs) => {
      if (!seqs.includes(2)) return;
      refused += 1;
      throw new Error('cannot append: poison');
    };
    for (const seq of [1, 2, 3]) frames.add(seq);
    const { stop, asides, troubles, seen } = startWriter(frames, store);
    await stop();
    expect(store.seqs).toEqual([1, 3]);
    expect(refused).toBe(1 + 3);
    expect(asides).toEqual([
      { position: 100, entries: [dropOff({ seq: 2 })], cause: 'cannot append: poison' },
    ]);
    expect(troubles).toHaveLength(1);
    expect(seen.at(-1)).toMatchObject({ position: 300, framesAside: 1 });
  });

  it.each([
    ['refuses everything', () => new Error('disk full')],
    ['is away', () => new StoreUnavailable('no answer')],
  ])('puts nothing aside while the store %s, and applies it later', async (_what, fault) => {
    const frames = new Frames();
    const store = new FakeStore();
    store.fault = () => {
      throw fault();
    };
    frames.add(1);
    frames.add(2);
    const { writer, stop, asides, seen } = startWriter(frames, store);
    await expect.poll(() => seen.at(-1)?.failing).toBe(fault().message);
    expect(seen.at(-1)?.position).toBe(0);
    store.fault = () => undefined;
    writer.wake();
    await expect.poll(() => seen.at(-1)).toMatchObject({ position: 200 });
    expect(seen.at(-1)).not.toHaveProperty('failing');
    await stop();
    expect(store.seqs).toEqual([1, 2]);
    expect(asides).toEqual([]);
  });

  it('stops although the store cannot write: the journal keeps the rest', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    store.fault = () => {
      throw new StoreUnavailable('no answer');
    };
    frames.add(1);
    const { stop, seen } = startWriter(frames, store);
    await stop();
    expect(seen.at(-1)).toMatchObject({ position: 0, failing: 'no answer' });
    expect(store.maintained, 'would wait for it once more').toBe(0);
  });

  it('gives a store the time that it asks for', async () => {
    const frames = new Frames();
    const store = new FakeStore();
    const retryAfterMs = 1_800; // Longer than the first hold can be by itself.
    const triedAt: number[] = [];
    store.fault = () => {
      triedAt.push(performance.now());
      if (triedAt.length === 1) throw new StoreUnavailable('too many requests', { retryAfterMs });
    };
    frames.add(1);
    const { stop, seen } = startWriter(frames, store);
    await expect.poll(() => seen.at(-1)?.position, { timeout: 10_000 }).toBe(100);
    const [first = 0, second = 0] = triedAt;
    expect(second - first).toBeGreaterThanOrEqual(retryAfterMs - 5); // Timers may be early by a part of a millisecond.;
    await stop();
  });
});
