// Which time a message gets, and when it comes too late to speak of the present (protocol.md, "Time" and "Late").
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DAY_MS,
  type DoorUnderTest,
  dropOff,
  entryAt,
  fillLevel,
  frame,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  openDoor,
} from '../../test/support/door.ts';
import { assignTime, EARLIEST_TIME } from './assign-time.ts';

const SLACK_MS = 5 * MINUTE_MS;
const assign = (observedAt: number, ageMs?: number) =>
  assignTime({ bootId: 'b', seq: 1, observedAt, ageMs }, NOW, SLACK_MS);

describe('the assigned time', () => {
  test.each([
    ['the clock is right', NOW - 3_000, undefined, NOW - 3_000, 'station'],
    ['30 days late', NOW - 30 * DAY_MS, undefined, NOW - 30 * DAY_MS, 'station'],
    ['30 days late, with its age', NOW - 30 * DAY_MS, 30 * DAY_MS, NOW - 30 * DAY_MS, 'station'],
    ['a clock 5 minutes ahead', NOW + SLACK_MS, undefined, NOW + SLACK_MS, 'station'],
    ['a clock further ahead', NOW + SLACK_MS + 1, undefined, NOW, 'hub'],
    ['a clock further ahead, with its age', NOW + HOUR_MS, 4_000, NOW - 4_000, 'age'],
    ['the first moment that can be', EARLIEST_TIME, undefined, EARLIEST_TIME, 'station'],
    ['a clock at 1970', 86_000, undefined, NOW, 'hub'],
    ['a clock at 1970, with its age', 86_000, 2 * HOUR_MS, NOW - 2 * HOUR_MS, 'age'],
    ['a clock before 1970', -1, undefined, NOW, 'hub'],
    ['5 minutes behind its age', NOW - HOUR_MS - SLACK_MS, HOUR_MS, NOW - HOUR_MS - SLACK_MS, 'station'],
    ['further behind its age', NOW - HOUR_MS - SLACK_MS - 1, HOUR_MS, NOW - HOUR_MS, 'age'],
    ['an age older than all stations', 86_000, NOW, NOW, 'hub'],
  ])('%s', (_, observedAt, ageMs, at, timeSource) => {
    expect(assign(observedAt, ageMs)).toEqual({ at, timeSource });
  });

  test('is always one of the three clocks, never before 2020, never more than 5 minutes ahead', () => {
    const times = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: NOW - 40 * DAY_MS, max: NOW + DAY_MS }),
      fc.constantFrom(EARLIEST_TIME, EARLIEST_TIME - 1, NOW, NOW + SLACK_MS, NOW + SLACK_MS + 1),
    );
    const ages = fc.option(fc.oneof(fc.integer({ min: 0, max: 40 * DAY_MS }), fc.maxSafeNat()), {
      nil: undefined,
    });
    fc.assert(
      fc.property(times, ages, (observedAt, ageMs) => {
        const { at, timeSource } = assign(observedAt, ageMs);
        const clocks = { station: observedAt, age: NOW - (ageMs ?? Number.NaN), hub: NOW };
        expect(at).toBe(clocks[timeSource]);
        expect(at).toBeGreaterThanOrEqual(EARLIEST_TIME);
        expect(at).toBeLessThanOrEqual(NOW + SLACK_MS);
        const isPlausible = observedAt >= EARLIEST_TIME && observedAt <= NOW + SLACK_MS;
        const agrees = ageMs === undefined || observedAt >= NOW - ageMs - SLACK_MS;
        expect(timeSource === 'station').toBe(isPlausible && agrees);
      }),
      { numRuns: 1_000 },
    );
  });

  test('stands in the journal with the station’s own clock beside it, where they differ', async () => {
    const door = await openDoor();
    await door.send('drop-off', dropOff(1));
    await door.send('drop-off', dropOff(2, { observedAt: 5_000, ageMs: 60_000 }));
    expect(entryAt(door.journal, 0, 'drop-off')).not.toHaveProperty('observedAt');
    expect(entryAt(door.journal, 1, 'drop-off')).toMatchObject({
      at: NOW - 60_000,
      timeSource: 'age',
      receivedAt: NOW,
      observedAt: 5_000,
    });
  });
});

describe('a reading is late', () => {
  const lates = (door: DoorUnderTest) =>
    door.journal.entries.map((entry) => ('late' in entry && entry.late) === true);
  const levelAt = (seq: number, at: number, change = {}) =>
    fillLevel(seq, 0.5, { observedAt: at, ...change });

  test('when it is older than 15 minutes', async () => {
    const door = await openDoor();
    await door.send('fill-level', levelAt(1, NOW - 15 * MINUTE_MS));
    await door.send('fill-level', levelAt(2, NOW - 15 * MINUTE_MS - 1));
    expect(lates(door)).toEqual([false, true]);
  });

  test('when a newer one of the same bin was judged already, by number within a boot', async () => {
    const door = await openDoor();
    await door.send('fill-level', levelAt(5, NOW));
    await door.send('fill-level', levelAt(4, NOW));
    await door.send('fill-level', levelAt(3, NOW, { bins: [{ binId: 'residual-1', fillLevel: 0.2 }] }));
    await door.send('emptied', { ...frame(2), binId: 'food-1' });
    await door.send('fill-level', levelAt(6, NOW));
    expect(lates(door)).toEqual([false, true, false, true, false]);
    expect(
      door
        .station()
        .present.toRecord()
        .bins.find(({ binId }) => binId === 'food-1')?.seq,
    ).toBe(6);
  });

  test('by time between boots', async () => {
    const door = await openDoor();
    await door.send('fill-level', levelAt(900, NOW - MINUTE_MS));
    await door.send('fill-level', levelAt(1, NOW, { bootId: 'boot-2' }));
    await door.send('fill-level', levelAt(901, NOW - 2_000));
    expect(lates(door)).toEqual([false, false, true]);
  });

  test('in a batch after an outage; the present keeps the newest', async () => {
    const door = await openDoor();
    const batch = [3, 2, 1].map((hours, index) => ({
      type: 'fill-level',
      ...fillLevel(index, hours / 10, { observedAt: NOW - hours * HOUR_MS }),
    }));
    await door.send('batch', [...batch, { type: 'fill-level', ...fillLevel(9, 0.9) }, batch[0]]);
    expect(lates(door)).toEqual([true, true, true, false]);
    expect(door.station().present.toRecord().bins[0]).toMatchObject({ fillLevel: 0.9, seq: 9 });
  });

  test('not for its own clock at 1970 or ahead', async () => {
    const door = await openDoor();
    await door.send('drop-off', dropOff(1, { observedAt: 0 }));
    await door.send('drop-off', dropOff(2, { observedAt: NOW + 8 * HOUR_MS }));
    await door.send('drop-off', dropOff(3, { observedAt: NOW + 8 * HOUR_MS, ageMs: 1_000 }));
    expect(lates(door)).toEqual([false, false, false]);
    expect(door.station().delivery().timeSources).toEqual({ station: 0, age: 1, hub: 2 });
  });
});

describe('a clock that is off by hours', () => {
  async function sendSingly(door: DoorUnderTest, seq: number, offsetMs: number, change = {}) {
    door.clock.at += 10 * MINUTE_MS;
    await door.send('fill-level', fillLevel(seq, 0.5, { observedAt: door.clock.at + offsetMs, ...change }));
    const reading = entryAt(door.journal, -1, 'fill-level');
    return reading.late === true ? 'late' : 'live';
  }

  test('is known from the fifth message with the same offset: it counts as live', async () => {
    const door = await openDoor();
    const seen: string[] = [];
    for (let seq = 1; seq <= 6; seq++) seen.push(await sendSingly(door, seq, -8 * HOUR_MS + seq * 1_000));
    expect(seen).toEqual(['late', 'late', 'late', 'late', 'live', 'live']);
    expect(door.station().delivery().clockOffsetMs).toBe(-8 * HOUR_MS + 6_000);
  });

  test('is known also of a station whose clock was right before', async () => {
    const door = await openDoor();
    const seen: string[] = [];
    for (const [seq, hours] of [0, -8, -8, -8, -8, -8].entries())
      seen.push(await sendSingly(door, seq, hours * HOUR_MS));
    expect(seen).toEqual(['live', 'late', 'late', 'late', 'late', 'live']);
  });

  test('is not concluded from a backlog that comes singly with its different ages', async () => {
    const door = await openDoor();
    for (let seq = 1; seq <= 10; seq++) {
      await door.send(
        'fill-level',
        fillLevel(seq, 0.5, { observedAt: NOW - 8 * HOUR_MS + seq * 10 * MINUTE_MS }),
      );
      expect(entryAt(door.journal, -1, 'fill-level').late).toBe(true);
    }
  });

  test('is not concluded from a batch, and a batch starts the count anew', async () => {
    const door = await openDoor();
    const old = (seq: number) => fillLevel(seq, 0.5, { observedAt: NOW - 8 * HOUR_MS });
    await door.send(
      'batch',
      [1, 2, 3, 4, 5, 6].map((seq) => ({ type: 'fill-level', ...old(seq) })),
    );
    for (let seq = 11; seq <= 14; seq++) await door.send('fill-level', old(seq));
    await door.send('batch', [{ type: 'fill-level', ...old(15) }]);
    for (let seq = 16; seq <= 19; seq++) await door.send('fill-level', old(seq));
    expect(door.journal.entries.every((entry) => 'late' in entry && entry.late)).toBe(true);
    await door.send('fill-level', old(20));
    expect(entryAt(door.journal, -1, 'fill-level').late).toBeUndefined();
  });

  test('is not concluded for a message that says its age', async () => {
    const door = await openDoor();
    const aged = (seq: number) => fillLevel(seq, 0.5, { observedAt: NOW - 8 * HOUR_MS, ageMs: 8 * HOUR_MS });
    for (let seq = 1; seq <= 8; seq++) await door.send('fill-level', aged(seq));
    expect(door.journal.entries.every((entry) => 'late' in entry && entry.late)).toBe(true);
  });
});

test('any order, up to 30 days late: everything is stored once with its own time', async () => {
  const arrival = fc.record({
    seq: fc.integer({ min: 0, max: 30 }),
    lateMs: fc.integer({ min: 0, max: 30 * DAY_MS }),
    clock: fc.constantFrom('right', 'at 1970', 'ahead'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 20 }), async (arrivals) => {
      const door = await openDoor();
      for (const { seq, lateMs, clock } of arrivals) {
        const at = NOW - lateMs;
        const observedAt = { right: at, 'at 1970': 1_000, ahead: NOW + DAY_MS }[clock];
        await door.send('drop-off', dropOff(seq, { bootId: `b-${clock.at(-1)}`, observedAt, ageMs: lateMs }));
      }
      const stored = door.journal.entries.filter((entry) => entry.type === 'drop-off');
      const names = stored.map(({ bootId, seq }) => `${bootId} ${seq}`);
      expect(new Set(names).size).toBe(names.length);
      for (const { at, receivedAt, late } of stored) {
        expect(arrivals.some(({ lateMs }) => at === NOW - lateMs)).toBe(true);
        expect(late ?? false).toBe(receivedAt - at > 15 * MINUTE_MS);
      }
    }),
    { numRuns: 50 },
  );
});
