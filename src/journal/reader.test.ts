import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFileSystem } from './file-system.ts';
import { append, entry, entryNumber, open, range, readAll } from './journal.test-support.ts';
import { CursorUnusable, openJournalReader } from './reader.ts';
import { listSegments } from './segment.ts';
import type { SegmentJournal } from './segment-journal.ts';

const SEGMENT_BYTES = 1_000;

describe('reader, on real files', () => {
  let parent: string;
  let folder: string;
  let journal: SegmentJournal;

  const openHere = (): Promise<SegmentJournal> =>
    open(realFileSystem, { folder, segmentBytes: SEGMENT_BYTES, reserveBytes: 0 });
  const readerFrom = (position: number, journalId = journal.id) =>
    openJournalReader({ folder, from: { journalId, position } });
  const writeNumbers = async (from: number, to: number): Promise<void> => {
    for (const number of range(from, to)) await append(journal, [entry(number)]);
  };

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'journal-'));
    folder = join(parent, 'data', 'journal');
    journal = await openHere();
  });

  afterEach(async () => {
    await journal.close();
    await rm(parent, { recursive: true });
  });

  it('reads over the borders of segments, in batches of any size', async () => {
    await writeNumbers(0, 60);
    expect((await listSegments(realFileSystem, folder)).length).toBeGreaterThan(4);
    for (const maxBytes of [1, 64, 300, 5_000, undefined]) {
      const { numbers } = await readAll(realFileSystem, journal, { folder, ...(maxBytes && { maxBytes }) });
      expect(numbers).toEqual(range(0, 60));
    }
  });

  it('never reads behind the committed position that it is told', async () => {
    const ends: number[] = [];
    for (const number of range(0, 25)) {
      await append(journal, [entry(number)]);
      ends.push(journal.committed);
    }
    const reader = await readerFrom(0);
    for (const [number, end] of ends.entries()) {
      const read: number[] = [];
      while (reader.position < end) read.push(...(await reader.read(end)).entries.map(entryNumber));
      expect(read).toEqual([number]);
      expect(reader.position).toBe(end);
      expect(await reader.read(end)).toEqual({ entries: [], position: end });
    }
    await reader.close();
  });

  it('goes on from any position that it gave, also after a restart', async () => {
    await writeNumbers(0, 30);
    const { frameEnds } = await readAll(realFileSystem, journal, { folder, maxBytes: 1 });
    const id = journal.id;
    await journal.close();
    journal = await openHere();
    expect(journal.id).toBe(id);
    for (const [index, position] of frameEnds.entries()) {
      const { numbers } = await readAll(realFileSystem, { ...cursor(), base: position }, { folder });
      expect(numbers).toEqual(range(index + 1, 30));
    }
  });

  const cursor = () => ({ id: journal.id, committed: journal.committed });

  it('finishes a segment that is trimmed under it, and then says that the next is no longer kept', async () => {
    await writeNumbers(0, 40);
    const reader = await readerFrom(0);
    await reader.read(journal.committed, 1);
    await journal.trim(journal.committed);
    const rest = async (): Promise<void> => {
      while (reader.position < journal.committed) await reader.read(journal.committed);
    };
    await expect(rest()).rejects.toThrow(CursorUnusable);
    expect(reader.position).toBeGreaterThan(0);
    await reader.close();
  });

  it('refuses cursors that mean nothing here', async () => {
    await writeNumbers(0, 40);
    await journal.trim(journal.committed);
    await expect(readerFrom(0)).rejects.toMatchObject({ reason: 'not-kept' });
    await expect(readerFrom(journal.committed + 1)).rejects.toMatchObject({ reason: 'ahead' });
    await expect(readerFrom(journal.committed, 'b'.repeat(32))).rejects.toMatchObject({
      reason: 'other-journal',
    });
    const none = openJournalReader({ folder: parent, from: { journalId: journal.id, position: 0 } });
    await expect(none).rejects.toMatchObject({ reason: 'other-journal' });
  });

  it('passes over damage in an older segment, and says which positions', async () => {
    await writeNumbers(0, 40);
    const { frameEnds } = await readAll(realFileSystem, journal, { folder, maxBytes: 1 });
    const [first] = await listSegments(realFileSystem, folder);
    const file = await openFile(first?.path ?? '', 'r+');
    await file.write(Buffer.from('?'), 0, 1, 64 + (frameEnds[1] ?? 0) + 40);
    await file.close();
    const { numbers, damaged } = await readAll(realFileSystem, journal, { folder });
    expect(numbers).toEqual(range(0, 40).filter((number) => number !== 2));
    expect(damaged).toEqual([{ from: frameEnds[1], to: frameEnds[2] }]);
  });

  it('passes over the lost end of an older segment', async () => {
    await writeNumbers(0, 40);
    const { frameEnds } = await readAll(realFileSystem, journal, { folder, maxBytes: 1 });
    const [first, second] = await listSegments(realFileSystem, folder);
    const file = await openFile(first?.path ?? '', 'r+');
    await file.truncate((first?.bytes ?? 0) - 10);
    await file.close();
    const { numbers, damaged } = await readAll(realFileSystem, journal, { folder });
    const lost = frameEnds.indexOf(second?.base ?? 0);
    expect(numbers).toEqual(range(0, 40).filter((number) => number !== lost));
    expect(damaged[0]?.from).toBe(frameEnds[lost - 1]);
    expect(damaged.at(-1)?.to).toBe(second?.base);
  });

  it('reads while the writer writes', async () => {
    const reader = await readerFrom(0);
    const writing = Promise.all(range(0, 400).map((number) => append(journal, [entry(number)])));
    const more = writing.then(() => writeNumbers(400, 450));
    const read: number[] = [];
    while (read.length < 450) {
      read.push(...(await reader.read(journal.committed)).entries.map(entryNumber));
      await append(journal, []);
    }
    await more;
    expect(read).toEqual(range(0, 450));
    await reader.close();
  });
});
