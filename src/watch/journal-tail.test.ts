// How watch paces itself: beside a burst it rests, so that acknowledgements come first, and it is there again as soon
// as the burst is over.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedProgress } from '../journal/shared-progress.ts';
import { JournalTail } from './journal-tail.ts';

const STEP_MS = 5;
const BATCH_WORK_MS = 10;
const BATCH_BYTES = 512 * 1024;
/** A fifth of a batch each millisecond: more than is read in any case. */
const BURST = 100 * 1024;

let progress: SharedProgress;
let tail: JournalTail;
/** When each batch was begun. */
let batches: number[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  progress = new SharedProgress();
  progress.set('committed', 0);
  batches = [];
  tail = new JournalTail({
    applier: slowApplier(),
    progress,
    exclusively: (job) => job(),
    onFailing: (cause) => expect(cause).toBeUndefined(),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

function slowApplier() {
  return {
    ...{ position: 0, entriesWritten: 0, framesAside: 0 },
    async applyNext(until: number, maxBytes: number) {
      batches.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, BATCH_WORK_MS));
      this.position = Math.min(until, this.position + maxBytes);
    },
    async close() {},
  };
}

async function passMs(ms: number, bytesPerMs = 0): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    progress.set('committed', progress.get('committed') + bytesPerMs * STEP_MS);
    tail.wake();
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}

function batchesFrom(ms: number): number {
  return batches.filter((at) => at >= ms).length;
}

test('what comes at leisure is read after a moment in which more can come', async () => {
  await passMs(1_000, 100);
  expect(batches.length).toBeGreaterThan(8);
  expect(batches.length).toBeLessThan(1_000 / 50);
  await passMs(200);
  expect(tail.isCaughtUp).toBe(true);
});

test('beside a burst it works a tenth of the time', async () => {
  await passMs(2_000, BURST);
  const from = performance.now();
  await passMs(5_000, BURST);
  expect(batchesFrom(from) * BATCH_WORK_MS).toBeGreaterThan(400);
  expect(batchesFrom(from) * BATCH_WORK_MS).toBeLessThanOrEqual(510);
});

test('it takes what it needs as soon as the burst is over', async () => {
  await passMs(2_000, BURST);
  const batchesLeft = progress.get('committed') / BATCH_BYTES - batches.length;
  expect(batchesLeft).toBeGreaterThan(300);
  await passMs(batchesLeft * BATCH_WORK_MS * 2);
  expect(tail.isCaughtUp).toBe(true);
});

test('a burst without an end is not given way for ever', async () => {
  await passMs(30_500, BURST);
  const from = performance.now();
  await passMs(1_000, BURST);
  expect(batchesFrom(from) * BATCH_WORK_MS).toBeGreaterThan(800);
});
