// What is acknowledged is on disk, and what is remembered is not ahead of it, also when the journal takes nothing.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DoorUnderTest, dropOff, NOW, openDoor, STATION } from '../../test/support/door.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import { JournalFull } from '../journal/journal.ts';
import { silentLog } from '../log.ts';
import { JournalGate } from './journal-gate.ts';

describe('the door over a journal that takes nothing', () => {
  let door: DoorUnderTest;
  let journal: MemoryJournal;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    journal = new MemoryJournal();
    door = await openDoor({ journal });
  });
  afterEach(() => {
    door.gate.stop();
    vi.useRealTimers();
  });

  function fill(): void {
    journal.state = 'full';
    journal.failure = new JournalFull('cannot journal: it is full');
  }

  async function makeRoom(): Promise<void> {
    journal.state = 'open';
    journal.failure = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(door.ingest.open).toBe(true));
  }

  const outcomeOf = (sent: Promise<unknown>) =>
    sent.then(
      () => 'acknowledged',
      () => 'refused',
    );

  test('a message that was not kept is taken when it is sent again', async () => {
    fill();
    expect(await outcomeOf(door.send('drop-off', dropOff(1)))).toBe('refused');
    expect(door.ingest.open).toBe(false);
    expect(await outcomeOf(door.send('drop-off', dropOff(1)))).toBe('refused');
    await makeRoom();
    expect(await outcomeOf(door.send('drop-off', dropOff(1)))).toBe('acknowledged');
    expect(journal.entries).toHaveLength(1);
    expect(door.station().delivery()).toMatchObject({ received: 1, duplicates: 0, missing: 0 });
  });

  test('a duplicate of a message that is not kept is not acknowledged either', async () => {
    journal.commitsBySelf = false;
    const first = outcomeOf(door.send('drop-off', dropOff(1)));
    const resent = outcomeOf(door.send('drop-off', dropOff(1)));
    const next = outcomeOf(door.send('drop-off', dropOff(2)));
    fill();
    journal.commit(1);
    journal.failure = undefined;
    journal.commit();
    expect([await first, await resent, await next]).toEqual(['refused', 'refused', 'refused']);
    journal.commitsBySelf = true;
    await makeRoom();
    await door.send('drop-off', dropOff(1));
    await door.send('drop-off', dropOff(2));
    expect(journal.entries.map((entry) => 'seq' in entry && entry.seq)).toEqual([2, 1]);
  });

  test('nothing is saved that is not on disk', async () => {
    await door.send('drop-off', dropOff(1));
    await door.save();
    fill();
    await outcomeOf(door.send('drop-off', dropOff(2)));
    await expect(door.save()).rejects.toThrow(/cannot/);
    expect(door.state.get(['ledger', STATION, 'boot-1'])).toMatchObject({ ranges: [[1, 1]] });
    await makeRoom();
    await door.save();
    expect(door.state.get(['ledger', STATION, 'boot-1'])).toMatchObject({ ranges: [[1, 1]] });
    await door.send('drop-off', dropOff(2));
    expect(journal.entries).toHaveLength(2);
  });

  test('a full journal is not kept for what is not saved: what is on disk of it is saved at once', async () => {
    await door.send('drop-off', dropOff(1));
    expect(door.memory.cursor?.position ?? 0).toBe(0);
    fill();
    await outcomeOf(door.send('drop-off', dropOff(2)));
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(door.memory.cursor?.position).toBe(1));
    expect(door.ingest.open).toBe(false);
    expect(door.state.get(['ledger', STATION, 'boot-1'])).toMatchObject({ ranges: [[1, 1]] });
    await makeRoom();
    await door.send('drop-off', dropOff(2));
    expect(door.station().delivery()).toMatchObject({ received: 2, duplicates: 0, missing: 0 });
  });

  test('a save that was under way while the memory was read again changes nothing', async () => {
    fill();
    await outcomeOf(door.send('drop-off', dropOff(1)));
    const saves = [door.save(), door.save()].map((save) => save.catch(() => {}));
    const reopened = makeRoom();
    saves.push(door.save().catch(() => {}));
    await reopened;
    await Promise.all(saves);
    expect(await outcomeOf(door.send('drop-off', dropOff(1)))).toBe('acknowledged');
    expect(journal.entries).toHaveLength(1);
  });

  test('answers in the order of the calls, also the refused ones', async () => {
    journal.commitsBySelf = false;
    const answered: number[] = [];
    const send = (seq: number) =>
      door
        .send('drop-off', dropOff(seq))
        .catch(() => {})
        .then(() => answered.push(seq));
    const sent = [send(1), send(2)];
    fill();
    journal.commit(1);
    sent.push(send(3));
    await new Promise(setImmediate);
    journal.commit();
    await Promise.all(sent);
    expect(answered).toEqual([1, 2, 3]);
  });

  test('a disk that fails for good is told once; nothing is acknowledged any more', async () => {
    journal.state = 'failed';
    journal.failure = new Error('cannot journal: EIO');
    expect(await outcomeOf(door.send('drop-off', dropOff(1)))).toBe('refused');
    expect(await outcomeOf(door.send('drop-off', dropOff(2)))).toBe('refused');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(door.fatal).toHaveLength(1);
    expect(door.ingest.open).toBe(false);
  });

  test('a disk that fails while there is no room is told as well', async () => {
    fill();
    await outcomeOf(door.send('drop-off', dropOff(1)));
    journal.state = 'failed';
    await vi.advanceTimersByTimeAsync(3_000);
    expect(door.fatal).toHaveLength(1);
  });

  test('a replay that was not kept can be done again', async () => {
    await door.send('drop-off', dropOff(1, { binId: 'food-9' }));
    const id = door.journal.entries.flatMap((entry) => (entry.type === 'rejection' ? [entry.id] : []));
    await door.save();
    const station = door.stations.get(STATION);
    if (!station) throw new Error('the station is gone');
    const bin = { id: 'food-9', stream: 'food', litres: 240 } as const;
    door.stations.set(STATION, { ...station, bins: [bin], binsById: new Map([[bin.id, bin]]) });
    fill();
    await expect(door.replay.replay(id)).rejects.toThrow(/full/);
    await makeRoom();
    expect(await door.replay.replay(id)).toEqual({ replayed: 1, failed: [] });
    expect(journal.entries.map(({ type }) => type)).toEqual(['rejection', 'drop-off', 'replayed']);
    expect(door.clock.now()).toBe(NOW);
  });

  test('a seal that was asked for while the memory was read again is none, also when the gate opens before it', async () => {
    let finishReload = () => {};
    const reloadMemory = () => new Promise<void>((resolve) => (finishReload = resolve));
    const makeRoom = async () => {};
    const gate = new JournalGate({ journal, reloadMemory, makeRoom, onFailed: () => {}, log: silentLog });
    fill();
    gate.append([{ type: 'replayed', rejectionId: 'r', station: STATION, at: NOW }], () => {});
    await vi.waitFor(() => expect(gate.open).toBe(false));
    journal.state = 'open';
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise(setImmediate);
    const sealed = gate.seal();
    finishReload();
    await expect(sealed).rejects.toThrow(/cannot journal/);
    expect(gate.open).toBe(true);
  });
});
