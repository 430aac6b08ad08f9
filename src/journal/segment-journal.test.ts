import { describe, expect, it } from 'vitest';
import type { Rejection } from '../model/rejection.ts';
import { append, entry, open, range, readAll } from './journal.test-support.ts';
import { JournalFull } from './journal.ts';
import { type DiskCall, SimulatedDisk } from './simulated-disk.test-support.ts';

function countCalls(disk: SimulatedDisk): Map<DiskCall, number> {
  const counts = new Map<DiskCall, number>();
  disk.fault = (call) => {
    counts.set(call, (counts.get(call) ?? 0) + 1);
    return undefined;
  };
  return counts;
}

describe('group commit', () => {
  it('makes appends of one turn durable by one write and one flush, and answers in order', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const counts = countCalls(disk);
    const answered: number[] = [];
    const all = range(0, 500).map((number) =>
      append(journal, [entry(number)]).then(() => answered.push(number)),
    );
    expect(answered).toEqual([]);
    await Promise.all(all);
    expect(answered).toEqual(range(0, 500));
    expect(counts).toEqual(
      new Map([
        ['writev', 1],
        ['flush', 1],
      ]),
    );
    expect((await readAll(disk, journal)).numbers).toEqual(range(0, 500));
  });

  it('lets appends that come during a commit share the next one', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const during: Promise<void>[] = [];
    disk.fault = (call) => {
      if (call === 'flush' && during.length === 0) {
        for (const number of range(1, 20)) during.push(append(journal, [entry(number)]));
      }
      return undefined;
    };
    await append(journal, [entry(0)]);
    await Promise.all(during);
    const { numbers, frameEnds } = await readAll(disk, journal, { maxBytes: 1 });
    expect(numbers).toEqual(range(0, 20));
    expect(frameEnds).toHaveLength(2);
  });

  it('never acknowledges before the flush', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    let acknowledged = false;
    let flushed = false;
    disk.fault = (call) => {
      expect(acknowledged).toBe(false);
      flushed ||= call === 'flush';
      return undefined;
    };
    await append(journal, [entry(1)]).then(() => {
      acknowledged = true;
    });
    expect(flushed).toBe(true);
  });

  it('keeps the entries of one append in one frame, and frames small', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const numbers = range(0, 3_000);
    const batches = range(0, 15).map((index) => numbers.slice(index * 200, index * 200 + 200));
    await Promise.all(
      batches.map((batch) =>
        append(
          journal,
          batch.map((number) => entry(number)),
        ),
      ),
    );
    const { numbers: read, frameEnds } = await readAll(disk, journal, { maxBytes: 1 });
    expect(read).toEqual(numbers);
    expect(frameEnds).toHaveLength(3);
  });

  it('answers an append without entries when everything before it is on disk', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const order: string[] = [];
    void append(journal, [entry(1)]).then(() => order.push('entry'));
    await append(journal, []).then(() => order.push(`barrier at ${journal.committed > 0}`));
    expect(order).toEqual(['entry', 'barrier at true']);
    await append(journal, []);
  });

  it('seals: what is before is in the frame, what is behind is not', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    void append(journal, [entry(1)]);
    const sealed = journal.seal();
    const behind = append(journal, [entry(2)]);
    const position = await sealed;
    await behind;
    expect((await readAll(disk, { id: journal.id, base: 0, committed: position })).numbers).toEqual([1]);
    expect((await readAll(disk, journal)).numbers).toEqual([1, 2]);
    expect(await journal.seal()).toBe(journal.committed);
  });

  it('tells each new end to the listener', async () => {
    const disk = new SimulatedDisk();
    const ends: number[] = [];
    const journal = await open(disk, { onCommit: (position) => ends.push(position) });
    await append(journal, [entry(1)]);
    await append(journal, []);
    await append(journal, [entry(2)]);
    expect(ends).toEqual((await readAll(disk, journal, { maxBytes: 1 })).frameEnds);
  });

  it('closes behind everything that was appended, and takes nothing after', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const before = append(journal, [entry(1)]);
    const closed = journal.close();
    const after = append(journal, [entry(2)]);
    await expect(after).rejects.toThrow('the journal is closed');
    await Promise.all([before, closed]);
    expect(journal.state).toBe('closed');
    expect((await readAll(disk, await open(disk))).numbers).toEqual([1]);
  });

  it('answers the others when a callback throws', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, {
      onCommit: () => {
        throw new Error('a reader cannot be woken');
      },
    });
    journal.append([entry(1)], () => {
      throw new Error('a client is gone');
    });
    await append(journal, [entry(2)]);
    await append(journal, [entry(3)]);
    expect((await readAll(disk, journal)).numbers).toEqual([1, 2, 3]);
  });

  it('refuses entries that cannot be written as JSON, and goes on', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const rejection: Rejection = {
      type: 'rejection',
      id: '1',
      station: 'S1',
      topic: 'waste/v1/S1/event',
      receivedAt: 0,
      reason: 'bad-shape',
      message: circular,
    };
    await expect(append(journal, [rejection])).rejects.toThrow('cannot journal: ');
    await append(journal, [entry(2)]);
    expect((await readAll(disk, journal)).numbers).toEqual([2]);
  });
});

describe('a disk that refuses', () => {
  it('is cut back after a write without space, says so, and is tried again a second later', async () => {
    const disk = new SimulatedDisk();
    const clock = { time: 0, now: () => clock.time };
    const journal = await open(disk, { clock });
    await append(journal, [entry(1)]);
    const before = { end: journal.committed, file: Buffer.from(disk.content(disk.names()[0] ?? '')) };
    disk.fault = (call) => (call === 'writev' ? 'no-space' : undefined);
    await expect(append(journal, [entry(2)])).rejects.toThrow(JournalFull);
    expect(journal.state).toBe('full');
    expect(journal.committed).toBe(before.end);
    expect(disk.content(disk.names()[0] ?? '')).toEqual(before.file);
    disk.fault = (call) => (call === 'writev' ? 'error' : undefined);
    await expect(append(journal, [entry(3)])).rejects.toThrow('the disk refused a write');
    disk.fault = () => undefined;
    clock.time += 1_000;
    await append(journal, [entry(4)]);
    expect(journal.state).toBe('open');
    expect((await readAll(disk, journal)).numbers).toEqual([1, 4]);
  });

  it('fails for good when the cut fails', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    disk.fault = (call) => (call === 'writev' ? 'no-space' : call === 'truncate' ? 'error' : undefined);
    await expect(append(journal, [entry(1)])).rejects.toThrow('cut');
    expect(journal.state).toBe('failed');
  });

  it('never acknowledges and never writes after a failed flush', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk);
    await append(journal, [entry(1)]);
    disk.fault = (call) => (call === 'flush' ? 'error' : undefined);
    const inFlight = append(journal, [entry(2)]);
    const sameGroup = append(journal, []);
    await expect(inFlight).rejects.toThrow('cannot flush');
    await expect(sameGroup).rejects.toThrow('cannot flush');
    expect(journal.state).toBe('failed');
    const counts = countCalls(disk);
    await expect(append(journal, [entry(3)])).rejects.toThrow('cannot flush');
    await expect(append(journal, [])).rejects.toThrow('cannot flush');
    await expect(journal.seal()).rejects.toThrow('cannot flush');
    expect(counts.get('writev')).toBeUndefined();
    expect(counts.get('flush')).toBeUndefined();
    await journal.close();
    // What the kernel still showed of the failed write is not believed by the next start.
    expect((await readAll(disk, await open(disk))).numbers).toEqual([1]);
  });

  it('gives no acknowledgement that a failed flush of a new segment or its folder would break', async () => {
    for (const failing of ['flush', 'flushFolder'] as const) {
      const disk = new SimulatedDisk();
      const journal = await open(disk, { segmentBytes: 100 });
      await append(journal, [entry(1)]);
      disk.fault = (call) => (call === failing ? 'error' : undefined);
      await expect(append(journal, [entry(2)])).rejects.toThrow('cannot flush');
      expect(journal.state).toBe('failed');
      disk.fault = () => undefined;
      expect((await readAll(disk, await open(disk))).numbers).toEqual([1]);
    }
  });

  it.each(['open', 'rename'] as const)('tries again when a new segment fails at %s', async (failing) => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { segmentBytes: 100 });
    await append(journal, [entry(1)]);
    disk.fault = (call) => (call === failing ? 'error' : undefined);
    await expect(append(journal, [entry(2)])).rejects.toThrow('cannot journal: EIO');
    disk.fault = () => undefined;
    await append(journal, [entry(3)]);
    await journal.close();
    expect((await readAll(disk, await open(disk))).numbers).toEqual([1, 3]);
  });
});

describe('capacity', () => {
  it('takes nothing more at its quota, and goes on after a trim', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { maxBytes: 4_000 });
    let accepted = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await append(journal, [entry(accepted)]);
        accepted += 1;
      }
    };
    await expect(fill()).rejects.toThrow(JournalFull);
    expect(journal.state).toBe('full');
    expect(journal.usage()).toMatchObject({ maxBytes: 4_000, full: true });
    await expect(append(journal, [])).resolves.toBeUndefined();
    const files = disk.names().map((name) => disk.content(name).length);
    expect(journal.usage().bytes).toBe(files.reduce((sum, bytes) => sum + bytes, 0));
    expect((await readAll(disk, journal)).numbers).toEqual(range(0, accepted));

    await journal.trim(journal.committed);
    expect(journal.state).toBe('open');
    await append(journal, [entry(9)]);
    expect((await readAll(disk, journal)).numbers).toEqual([9]);
  });

  it('leaves the reserve free on the disk, and goes on when there is room again', async () => {
    const disk = new SimulatedDisk();
    const clock = { time: 0, now: () => clock.time };
    const journal = await open(disk, { clock });
    disk.freeBytes = 512 * 1024 * 1024 - 1;
    await append(journal, [entry(1)]);
    clock.time += 1_000;
    await expect(append(journal, [entry(2)])).rejects.toThrow('must stay free');
    expect(journal.usage()).toMatchObject({ freeBytes: disk.freeBytes, full: true });
    disk.freeBytes += 1;
    clock.time += 1_000;
    await append(journal, [entry(3)]);
    expect((await readAll(disk, journal)).numbers).toEqual([1, 3]);
  });

  it('finds out about new room when it is only asked', async () => {
    const disk = new SimulatedDisk();
    disk.freeBytes = 0;
    const clock = { time: 0, now: () => clock.time };
    const journal = await open(disk, { clock });
    expect(journal.state).toBe('full');
    disk.freeBytes = Number.MAX_SAFE_INTEGER;
    clock.time += 1_000;
    journal.usage();
    await append(journal, []);
    expect(journal.usage().full).toBe(false);
  });
});

describe('trim', () => {
  it('deletes only whole segments before the position', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { segmentBytes: 400 });
    for (const number of range(0, 20)) await append(journal, [entry(number)]);
    const { frameEnds } = await readAll(disk, journal, { maxBytes: 1 });
    const fifth = frameEnds[4] ?? 0;
    await journal.trim(fifth);
    expect(journal.base).toBeGreaterThan(0);
    expect(journal.base).toBeLessThanOrEqual(fifth);
    const { numbers } = await readAll(disk, journal);
    expect(numbers).toEqual(range(20 - numbers.length, 20));
    expect(numbers[0]).toBeLessThanOrEqual(5);
  });

  it('makes each deletion durable before the next: a power cut leaves no hole', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { segmentBytes: 100 });
    for (const number of range(0, 4)) await append(journal, [entry(number)]);
    const folderCalls: DiskCall[] = [];
    disk.fault = (call) => {
      if (call === 'unlink' || call === 'flushFolder') folderCalls.push(call);
      return undefined;
    };
    await journal.trim(journal.committed - 1);
    expect(folderCalls).toEqual(range(0, 3).flatMap(() => ['unlink', 'flushFolder']));
  });

  it('keeps id and positions when it is trimmed to empty and opened again', async () => {
    const disk = new SimulatedDisk();
    const first = await open(disk, { segmentBytes: 100 });
    for (const number of range(0, 5)) await append(first, [entry(number)]);
    const end = first.committed;
    await first.trim(end);
    expect(first.base).toBe(end);
    expect(disk.names()).toHaveLength(1);
    await first.close();

    const second = await open(disk, { segmentBytes: 100 });
    expect(second).toMatchObject({ id: first.id, base: end, committed: end });
    await append(second, [entry(5)]);
    expect(second.committed).toBeGreaterThan(end);
    expect((await readAll(disk, second)).numbers).toEqual([5]);
  });

  it('can go on while appends are under way', async () => {
    const disk = new SimulatedDisk();
    const journal = await open(disk, { segmentBytes: 500 });
    const work: Promise<void>[] = [];
    for (const number of range(0, 200)) {
      work.push(append(journal, [entry(number)]));
      if (number % 7 === 0) work.push(journal.trim(journal.committed));
      if (number % 5 === 0) await append(journal, []);
    }
    await Promise.all(work);
    const { numbers, damaged } = await readAll(disk, journal);
    expect(damaged).toEqual([]);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(range(200 - numbers.length, 200));
  });
});
