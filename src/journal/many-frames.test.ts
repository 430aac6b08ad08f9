// Many frames of 0.2 to 200 kB, with a reader behind, trims and restarts. HUB_TEST_FULL=1: ten million.
import { expect, it } from 'vitest';
import { append, entry, entryNumber, open } from './journal.test-support.ts';
import { openJournalReader } from './reader.ts';
import type { SegmentJournal } from './segment-journal.ts';
import { SimulatedDisk, seededRandom } from './simulated-disk.test-support.ts';

const FULL = process.env.HUB_TEST_FULL === '1';
const FRAMES = FULL ? 10_000_000 : 50_000;
const FRAMES_A_RUN = FRAMES / 10;
const SEED = Number(process.env.HUB_TEST_SEED ?? 7);

/** Most are small, one in a thousand comes near 200 kB. */
function padding(random: () => number): number {
  return 100 + Math.floor(200_000 * random() ** 300);
}

/** Reads on from where it was to the end, and trims behind itself. */
async function follow(disk: SimulatedDisk, journal: SegmentJournal, from: number): Promise<number[]> {
  const reader = await openJournalReader({
    folder: '/journal',
    from: { journalId: journal.id, position: from },
    fileSystem: disk,
  });
  const numbers: number[] = [];
  while (reader.position < journal.committed) {
    const { entries, damaged } = await reader.read(journal.committed);
    expect(damaged).toBeUndefined();
    numbers.push(...entries.map(entryNumber));
  }
  await reader.close();
  await journal.trim(reader.position);
  return numbers;
}

it(
  `reads ${FRAMES} frames exactly once, over trims and restarts (seed ${SEED})`,
  async () => {
    const disk = new SimulatedDisk();
    const random = seededRandom(SEED);
    let next = 0;
    let expected = 0;
    let position = 0;
    while (next < FRAMES) {
      const journal = await open(disk, { segmentBytes: 1024 * 1024, maxBytes: 64 * 1024 * 1024 });
      expect(journal.committed).toBe(position);
      for (const end = next + FRAMES_A_RUN; next < end; ) {
        const stop = Math.min(end, next + 1_000);
        for (; next < stop; next += 1) await append(journal, [entry(next, padding(random))]);
        const numbers = await follow(disk, journal, position);
        for (const number of numbers) if (number !== expected++) expect(number).toBe(expected - 1);
        position = journal.committed;
      }
      await journal.close();
    }
    expect(expected).toBe(FRAMES);
    expect(disk.names().length).toBeLessThan(5);
  },
  FULL ? 3_600_000 : 30_000,
);
