import { describe, expect, it } from 'vitest';
import { append, entry, FOLDER, open, range, readAll } from './journal.test-support.ts';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentPath } from './segment.ts';
import { PowerCut, SimulatedDisk, seededRandom } from './simulated-disk.test-support.ts';

const FIRST = segmentPath(FOLDER, 0).slice(FOLDER.length + 1);
const FULL = process.env.HUB_TEST_FULL === '1';
const TIMEOUT_MS = FULL ? 600_000 : 30_000;
const SEED = Number(process.env.HUB_TEST_SEED ?? 20_261_123);

/** A closed journal of one segment with `frames` frames of one entry each, and where they end in the file. */
async function writtenSegment(frames: number): Promise<{ id: string; content: Buffer; ends: number[] }> {
  const disk = new SimulatedDisk();
  const journal = await open(disk);
  for (const number of range(0, frames)) await append(journal, [entry(number, (number * 37) % 150)]);
  const { frameEnds } = await readAll(disk, journal, { maxBytes: 1 });
  await journal.close();
  const ends = frameEnds.map((end) => end + SEGMENT_HEADER_BYTES);
  return { id: journal.id, content: Buffer.from(disk.content(FIRST)), ends };
}

function diskWith(content: Buffer): SimulatedDisk {
  const disk = new SimulatedDisk();
  disk.put(FIRST, content);
  return disk;
}

function flipBit(content: Buffer, bit: number): Buffer {
  const damaged = Buffer.from(content);
  damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return damaged;
}

describe('a torn end', () => {
  it('is cut at every length of the last 4 KiB', async () => {
    const { id, content, ends } = await writtenSegment(60);
    expect(content.length).toBeGreaterThan(4_096 + SEGMENT_HEADER_BYTES);
    for (const cut of range(0, 4_097)) {
      const disk = diskWith(content.subarray(0, content.length - cut));
      const journal = await open(disk);
      const whole = ends.filter((end) => end <= content.length - cut).length;
      const goodEnd = ends[whole - 1] ?? SEGMENT_HEADER_BYTES;
      expect(journal.recovery).toEqual({
        end: goodEnd - SEGMENT_HEADER_BYTES,
        cutBytes: content.length - cut - goodEnd,
        damaged: [],
        repairedHeaders: [],
      });
      expect(journal.id).toBe(id);
      if (cut % 8 > 0) continue;
      await append(journal, [entry(whole)]);
      expect((await readAll(disk, journal)).numbers).toEqual(range(0, whole + 1));
    }
  });

  it('is cut when it is zeros, as some file systems leave it', async () => {
    const { content } = await writtenSegment(3);
    const disk = diskWith(Buffer.concat([content, Buffer.alloc(5_000)]));
    const journal = await open(disk);
    expect(journal.recovery.cutBytes).toBe(5_000);
    expect((await readAll(disk, journal)).numbers).toEqual([0, 1, 2]);
  });

  it('is flushed before anybody reads it: a killed process may not have done so', async () => {
    const { content } = await writtenSegment(3);
    const disk = diskWith(content);
    disk.fault = (call) => (call === 'flush' ? 'error' : undefined);
    await expect(open(disk)).rejects.toThrow('EIO');
  });
});

describe('a bit that turned', () => {
  it(
    `costs one frame at most, is reported and put aside, anywhere (seed ${SEED})`,
    async () => {
      const { id, content, ends } = await writtenSegment(30);
      const random = seededRandom(SEED);
      for (let sample = 0; sample < (FULL ? 20_000 : 500); sample += 1) {
        const bit = Math.floor(random() * content.length * 8);
        const disk = diskWith(flipBit(content, bit));
        const journal = await open(disk);
        const { recovery } = journal;
        const hit = ends.findIndex((end) => bit >> 3 < end);
        if (bit >> 3 < SEGMENT_HEADER_BYTES) {
          expect(recovery).toMatchObject({
            cutBytes: 0,
            damaged: [],
            repairedHeaders: [`${FOLDER}/${FIRST}`],
          });
          expect((await readAll(disk, journal)).numbers).toEqual(range(0, 30));
          continue;
        }
        expect(journal.id).toBe(id);
        expect((await readAll(disk, journal)).numbers).toEqual(
          range(0, 30).filter((number) => number !== hit),
        );
        const [from = 0, to = 0] = [ends[hit - 1] ?? SEGMENT_HEADER_BYTES, ends[hit]];
        if (hit === ends.length - 1) {
          expect(recovery).toMatchObject({ cutBytes: to - from, damaged: [] });
          continue;
        }
        const position = from - SEGMENT_HEADER_BYTES;
        const file = `${FOLDER}/${FIRST}.damaged-${position}`;
        expect(recovery).toMatchObject({
          cutBytes: 0,
          damaged: [{ from: position, to: to - SEGMENT_HEADER_BYTES, file }],
        });
        expect(disk.content(`${FIRST}.damaged-${position}`)).toEqual(
          flipBit(content, bit).subarray(from, to),
        );
        await journal.close();
        expect((await open(disk)).recovery).toMatchObject({ cutBytes: 0, damaged: [] });
      }
    },
    TIMEOUT_MS,
  );

  it('is put aside once, wherever the repair is cut short', async () => {
    const { content, ends } = await writtenSegment(10);
    const damaged = flipBit(content, (ends[4] ?? 0) * 8 + 300);
    const original = damaged.subarray(ends[4], ends[5]);
    const random = seededRandom(SEED);
    for (let run = 20; ; run += 1) {
      const at = Math.floor(run / 20);
      const disk = diskWith(damaged);
      disk.fault = (_call, number) => (number === at ? 'power-cut' : undefined);
      const opened = await open(disk).catch((error: unknown) => error);
      if (!(opened instanceof PowerCut)) break;
      const after = disk.afterPowerCut(random);
      const journal = await open(after);
      expect((await readAll(after, journal)).numbers).toEqual(range(0, 10).filter((number) => number !== 5));
      const aside = after.names().filter((name) => name.includes('.damaged-'));
      expect(aside).toHaveLength(1);
      expect(after.content(aside[0] ?? '')).toEqual(original);
    }
  });
});

describe('damaged or foreign files', () => {
  async function manySegments(): Promise<{ disk: SimulatedDisk; end: number; id: string }> {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { segmentBytes: 300 });
    for (const number of range(0, 20)) await append(journal, [entry(number)]);
    await journal.close();
    return { disk, end: journal.committed, id: journal.id };
  }

  function copyWithout(disk: SimulatedDisk, left: string | undefined): SimulatedDisk {
    const copy = new SimulatedDisk();
    for (const name of disk.names()) if (name !== left) copy.put(name, disk.content(name));
    return copy;
  }

  it('reports a lost segment, and readers pass over it', async () => {
    const { disk, end } = await manySegments();
    const [, lost, next] = disk.names();
    const copy = copyWithout(disk, lost);
    const journal = await open(copy);
    const hole = { from: Number.parseInt(lost ?? '', 10), to: Number.parseInt(next ?? '', 10) };
    expect(journal.recovery).toMatchObject({ end, damaged: [hole] });
    const { numbers, damaged } = await readAll(copy, journal);
    expect(damaged).toEqual([hole]);
    expect(numbers).toEqual(range(0, 20).filter((number) => numbers.includes(number)));
    expect(numbers.length).toBeLessThan(20);
  });

  it('tells where it ends when the last segment is lost', async () => {
    const { disk, end } = await manySegments();
    const last = disk.names().at(-1);
    const journal = await open(copyWithout(disk, last));
    expect(journal.recovery.end).toBe(Number.parseInt(last ?? '', 10));
    expect(journal.recovery.end).toBeLessThan(end);
  });

  it('takes the id of the others when a header is damaged', async () => {
    const { disk, id } = await manySegments();
    for (const name of disk.names().slice(1)) disk.content(name).fill(0xee, 0, SEGMENT_HEADER_BYTES);
    const journal = await open(disk);
    expect(journal.id).toBe(id);
    expect(journal.recovery.repairedHeaders).toHaveLength(disk.names().length - 1);
    expect((await readAll(disk, journal)).numbers).toEqual(range(0, 20));
  });

  it('deletes a segment that a crash left unfinished', async () => {
    const { disk } = await manySegments();
    disk.put('0000000000009999.segment.new', Buffer.from('dropoff'));
    await open(disk);
    expect(disk.names()).not.toContain('0000000000009999.segment.new');
  });

  it('refuses a newer format', async () => {
    const disk = diskWith(encodeSegmentHeader('a'.repeat(32), 0, 2));
    await expect(open(disk)).rejects.toThrow('has format 2, this release knows up to 1; start the release');
  });

  it('refuses segments of two journals', async () => {
    const { disk, end } = await manySegments();
    disk.put(segmentPath('', end), encodeSegmentHeader('a'.repeat(32), end));
    await expect(open(disk)).rejects.toThrow('segments of 2 journals');
  });

  it('refuses a segment under a wrong name', async () => {
    const disk = diskWith(encodeSegmentHeader('a'.repeat(32), 500));
    await expect(open(disk)).rejects.toThrow('says it starts at 500');
  });
});
