// The journal alone, for long, on real files: very many frames of 0.2 to 200 kB, a reader that stays behind the writer,
// trims behind the reader, restarts with half a frame at the end as a kill leaves it. Every frame is read once, in order.
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileSystem, type OpenFile, realFileSystem } from '../../src/journal/file-system.ts';
import { type JournalReader, openJournalReader } from '../../src/journal/reader.ts';
import { openJournal, type SegmentJournal } from '../../src/journal/segment-journal.ts';
import { silentLog } from '../../src/log.ts';
import type { Replayed } from '../../src/model/entry.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';

const FRAMES = effort({ quick: 200_000, full: 10_000_000 });
const FRAMES_A_RUN = FRAMES / 10;
/** So many are written before the reader follows and what it has read is trimmed. */
const STEP = 2_000;
const SEGMENT_BYTES = 1_048_576;
const MAX_BYTES = 64 * SEGMENT_BYTES;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'long-journal-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Ten million flushes would be a test of the disk; the tests of the power cut are those of the flush. */
const withoutFlush: FileSystem = {
  ...realFileSystem,
  async open(path, mode) {
    const file = await realFileSystem.open(path, mode);
    const rest: Omit<OpenFile, 'flush'> = {
      read: (target, position) => file.read(target, position),
      writev: (buffers, position) => file.writev(buffers, position),
      truncate: (bytes) => file.truncate(bytes),
      close: () => file.close(),
    };
    return { ...rest, flush: async () => {} };
  },
};

function open(): Promise<SegmentJournal> {
  const sizes = { segmentBytes: SEGMENT_BYTES, maxBytes: MAX_BYTES };
  return openJournal({ folder, log: silentLog, fileSystem: withoutFlush, ...sizes });
}

/** Most are small, one in a thousand comes near 200 kB. */
function entry(number: number, random: () => number): Replayed {
  const padding = 100 + Math.floor(200_000 * random() ** 300);
  return { type: 'replayed', rejectionId: `${number}`, station: 'x'.repeat(padding), at: number };
}

/** Each entry a frame of its own. */
async function write(journal: SegmentJournal, entries: readonly Replayed[]): Promise<void> {
  const written = entries.map((one) => {
    const done = new Promise<void>((resolve, reject) => {
      journal.append([one], (error) => (error ? reject(error) : resolve()));
    });
    return Promise.all([done, journal.seal()]);
  });
  await Promise.all(written);
}

/** Reads to the end; resolves to the number that is expected next. */
async function follow(reader: JournalReader, until: number, first: number): Promise<number> {
  let next = first;
  while (reader.position < until) {
    const { entries, damaged } = await reader.read(until);
    if (damaged) throw new Error(`damage at ${damaged.from}`);
    for (const one of entries) {
      if (one.type !== 'replayed' || one.at !== next) throw new Error(`expected ${next}: ${one.type}`);
      next++;
    }
  }
  return next;
}

async function leaveHalfAFrame(random: () => number): Promise<void> {
  const segments = (await readdir(folder)).filter((name) => name.endsWith('.segment')).sort();
  const half = Buffer.from(Array.from({ length: 300 }, () => random() * 256));
  await appendFile(join(folder, segments.at(-1) ?? ''), half);
}

it(
  `${FRAMES} frames, each read once, over trims and restarts`,
  async () => {
    const random = seededRandom('a long journal');
    let [written, read, position, mostSegments] = [0, 0, 0, 0];
    while (written < FRAMES) {
      const journal = await open();
      expect(journal.committed).toBe(position);
      const from = { journalId: journal.id, position };
      const reader = await openJournalReader({ folder, from, fileSystem: withoutFlush });
      for (const end = written + FRAMES_A_RUN; written < end; ) {
        const step = Array.from({ length: STEP }, () => entry(written++, random));
        await write(journal, step);
        read = await follow(reader, journal.committed, read);
        await journal.trim(reader.position);
        mostSegments = Math.max(mostSegments, (await readdir(folder)).length);
      }
      position = journal.committed;
      await reader.close();
      await journal.close();
      await leaveHalfAFrame(random);
    }
    expect(read).toBe(FRAMES);
    expect(mostSegments).toBeLessThan(5);
    console.log(
      `${(position / 1_073_741_824).toFixed(1)} GiB went through, ${mostSegments} segments at most`,
    );
  },
  timeFor(FRAMES, 0.000_2),
);
