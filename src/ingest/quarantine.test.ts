// What is kept of refused messages, within its bounds; how often a station is told.
import { describe, expect, test } from 'vitest';
import {
  DAY_MS,
  type DoorUnderTest,
  dropOff,
  entryAt,
  NOW,
  openDoor,
  STATION,
} from '../../test/support/door.ts';
import { DEFAULT_QUARANTINE_BOUNDS } from './quarantine.ts';
import { newRejectionId, timeOfRejection } from './rejection-id.ts';

const NO_LIMIT = { rejectionsPerSecond: Number.POSITIVE_INFINITY };

async function refuse(door: DoorUnderTest, count: number, station = STATION, first = 0): Promise<void> {
  const principal = { kind: 'station', id: station } as const;
  for (let seq = first; seq < first + count; seq++)
    await door.send('drop-off', dropOff(seq, { binId: 'food-9' }), { principal });
}

const kept = (door: DoorUnderTest, query = {}): (number | undefined)[] =>
  [...door.memory.quarantine.list(query)].map(({ seq }) => seq);

describe('quarantine', () => {
  test('lists the newest first, by station and by reason, page after page', async () => {
    const door = await openDoor();
    await refuse(door, 3);
    await refuse(door, 1, 'station-2', 7);
    await door.send('drop-off', dropOff(4, { weightKg: 'heavy' }));
    await door.save();
    expect(kept(door)).toEqual([4, 7, 2, 1, 0]);
    expect(kept(door, { station: STATION })).toEqual([4, 2, 1, 0]);
    expect(kept(door, { reason: 'bad-shape' })).toEqual([4]);
    const [, second] = [...door.memory.quarantine.list({ station: STATION })];
    expect(kept(door, { station: STATION, before: second?.id })).toEqual([1, 0]);
  });

  test('has the bounds of the protocol', () => {
    expect(DEFAULT_QUARANTINE_BOUNDS).toEqual({
      messagesPerStation: 1_000,
      bytesPerStation: 2 ** 20,
      bytes: 2 ** 30,
      days: 30,
    });
  });

  test('keeps so many messages of a station, the oldest go first and are counted', async () => {
    const door = await openDoor({ ...NO_LIMIT, quarantine: { messagesPerStation: 3 } });
    await refuse(door, 5);
    await refuse(door, 2, 'station-2');
    await door.save();
    await refuse(door, 1, STATION, 5);
    await door.save();
    expect(kept(door, { station: STATION })).toEqual([5, 4, 3]);
    expect(kept(door, { station: 'station-2' })).toEqual([1, 0]);
    expect(door.memory.quarantine.evicted).toBe(3);
  });

  test('keeps so many bytes of a station', async () => {
    const door = await openDoor({ ...NO_LIMIT, quarantine: { bytesPerStation: 1_000 } });
    await refuse(door, 6);
    await door.save();
    await door.save();
    const left = [...door.memory.quarantine.list({})];
    expect(JSON.stringify(left).length).toBeLessThanOrEqual(1_000 + left.length + 1);
    expect(left.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1, 0].slice(0, left.length));
    expect(door.memory.quarantine.evicted).toBe(6 - left.length);
    expect(left.length).toBeGreaterThan(0);
  });

  test('keeps so many bytes in all, whoever sent the oldest', async () => {
    const door = await openDoor({ ...NO_LIMIT, quarantine: { bytes: 1_000 } });
    await refuse(door, 3, 'station-2');
    await refuse(door, 3);
    await door.save();
    await refuse(door, 1, STATION, 3);
    await door.save();
    const left = [...door.memory.quarantine.list({})];
    expect(JSON.stringify(left).length).toBeLessThanOrEqual(1_000 + left.length + 1);
    expect(left.at(0)?.station).toBe(STATION);
    expect(door.memory.quarantine.evicted).toBe(7 - left.length);
  });

  test('keeps for 30 days', async () => {
    const door = await openDoor();
    await refuse(door, 2);
    await door.save();
    door.clock.at += 30 * DAY_MS;
    await refuse(door, 1, 'station-2', 9);
    await door.save();
    expect(kept(door)).toEqual([9, 1, 0]);
    door.clock.at += 1;
    await refuse(door, 1, 'station-2', 10);
    await door.save();
    expect(kept(door)).toEqual([10, 9]);
    expect(door.memory.quarantine.evicted).toBe(2);
  });

  test('comes into its bounds also when much has come at once, and nothing more does', async () => {
    const door = await openDoor({ ...NO_LIMIT, quarantine: { messagesPerStation: 5 } });
    await refuse(door, 320);
    for (let turn = 0; turn < 6; turn++) {
      await door.send('drop-off', dropOff(0), { principal: { kind: 'station', id: 'station-2' } });
      await door.save();
    }
    expect(kept(door)).toEqual([319, 318, 317, 316, 315]);
    expect(door.memory.quarantine.evicted).toBe(315);
  });

  test('counts right over a save that failed', async () => {
    const door = await openDoor({ ...NO_LIMIT, quarantine: { messagesPerStation: 2 } });
    await refuse(door, 4);
    await door.save();
    door.state.failure = new Error('cannot write');
    await refuse(door, 1, STATION, 4);
    await expect(door.save()).rejects.toThrow();
    await refuse(door, 1, STATION, 5);
    await expect(door.save()).rejects.toThrow();
    door.state.failure = undefined;
    for (let turn = 0; turn < 3; turn++) {
      await refuse(door, 1, STATION, 6 + turn);
      await door.save();
    }
    await door.send('drop-off', dropOff(100));
    await door.save();
    expect(kept(door)).toEqual([8, 7]);
    expect(door.memory.quarantine.evicted).toBe(7);
  });

  test('knows its sizes again after a restart', async () => {
    const before = await openDoor({ ...NO_LIMIT, quarantine: { messagesPerStation: 3 } });
    await refuse(before, 3);
    await before.save();
    const options = { state: before.state, journal: before.journal, quarantine: { messagesPerStation: 3 } };
    const door = await openDoor(options);
    await refuse(door, 1, STATION, 3);
    await door.save();
    await door.send('drop-off', dropOff(4));
    await door.save();
    expect(kept(door)).toEqual([3, 2, 1]);
  });
});

describe('more than 10 rejections a second of a station', () => {
  test('are only counted, and the next second is a new one', async () => {
    const door = await openDoor();
    await refuse(door, 15);
    await refuse(door, 2, 'station-2');
    expect(door.journal.entries).toHaveLength(12);
    expect(door.station().delivery()).toMatchObject({ rejected: { 'unknown-bin': 10 }, rejectedUnkept: 5 });
    door.clock.at += 1_000;
    await refuse(door, 1, STATION, 20);
    expect(entryAt(door.journal, -1, 'rejection').seq).toBe(20);
  });

  test('cost no reading: what is right passes', async () => {
    const door = await openDoor();
    await refuse(door, 15);
    await door.send('drop-off', dropOff(50));
    expect(entryAt(door.journal, -1, 'drop-off').seq).toBe(50);
  });
});

describe('a station is told why', () => {
  test('at most once a second, with how many were left unsaid', async () => {
    const door = await openDoor();
    await refuse(door, 4);
    await refuse(door, 1, 'station-2');
    expect(door.rejectedNotices.map(({ station, message }) => [station, message.suppressed])).toEqual([
      [STATION, undefined],
      ['station-2', undefined],
    ]);
    expect(door.rejectedNotices[0]?.message).toEqual({
      bootId: 'boot-1',
      seq: 0,
      reason: 'unknown-bin',
      path: 'binId',
      expected: 'one of recyclable-1, hazardous-1, food-1, residual-1',
    });
    door.clock.at += 999;
    await refuse(door, 1, STATION, 10);
    door.clock.at += 1;
    await refuse(door, 1, STATION, 11);
    expect(door.rejectedNotices).toHaveLength(3);
    expect(door.rejectedNotices[2]?.message).toMatchObject({ seq: 11, suppressed: 4 });
    door.clock.at += 1_000;
    await refuse(door, 1, STATION, 12);
    expect(door.rejectedNotices[3]?.message).not.toHaveProperty('suppressed');
  });

  test('also when the hub’s clock was set back', async () => {
    const door = await openDoor();
    await refuse(door, 1);
    door.clock.at -= 3_600_000;
    await refuse(door, 1, STATION, 1);
    expect(door.rejectedNotices).toHaveLength(2);
  });

  test('within what a modem takes', async () => {
    const door = await openDoor();
    const station = door.stations.get(STATION);
    if (!station) throw new Error('the station is gone');
    const bins = Array.from(
      { length: 16 },
      (_, n) => ({ id: `${'b'.repeat(30)}${n}`, stream: 'food', litres: 1 }) as const,
    );
    door.stations.set(STATION, { ...station, bins });
    await door.send('drop-off', dropOff(1, { binId: 'x'.repeat(32), bootId: 'y'.repeat(32) }));
    expect(JSON.stringify(door.rejectedNotices[0]?.message).length).toBeLessThan(1_000);
  });
});

test('ids of rejections are unique and sort by time of arrival', () => {
  const times = [NOW - 1, NOW, NOW, NOW, NOW + 1, NOW + DAY_MS];
  const ids = times.map(newRejectionId);
  expect([...ids].sort((a, b) => (a < b ? -1 : 1))).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.map(timeOfRejection)).toEqual(times);
});
