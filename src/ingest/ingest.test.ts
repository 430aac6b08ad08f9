// The door as its callers see it: one answer for each message, after the commit and in order, whatever was sent.
import { describe, expect, test } from 'vitest';
import { dropOff, entryAt, frame, openDoor, STATION } from '../../test/support/door.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';

describe('an answer', () => {
  test('comes only after the commit, once, in the order of the calls', async () => {
    const journal = new MemoryJournal();
    journal.commitsBySelf = false;
    const door = await openDoor({ journal });
    const answered: number[] = [];
    const messages = [dropOff(1), dropOff(1), { broken: true }, dropOff(2), 7];
    for (const [index, message] of messages.entries())
      void door.send('drop-off', message).then(() => answered.push(index));
    await new Promise(setImmediate);
    expect(answered).toEqual([]);
    journal.commit(2);
    await new Promise(setImmediate);
    expect(answered).toEqual([0, 1]);
    journal.commit();
    await new Promise(setImmediate);
    expect(answered).toEqual([0, 1, 2, 3, 4]);
    expect(journal.entries.map(({ type }) => type)).toEqual([
      'drop-off',
      'rejection',
      'drop-off',
      'rejection',
    ]);
  });

  test('is an error when the hub itself fails over a message, and the next one is taken', async () => {
    const door = await openDoor();
    const { stations } = door;
    const station = stations.get(STATION);
    stations.get = () => {
      throw new Error('cannot read the registry');
    };
    await expect(door.send('drop-off', dropOff(1))).rejects.toThrow('cannot read the registry');
    stations.get = () => station;
    await door.send('drop-off', dropOff(1));
    expect(door.faults).toHaveLength(1);
    expect(door.journal.entries).toHaveLength(1);
  });

  test('a message that the judge fails over is kept as refused, and acknowledged', async () => {
    const door = await openDoor();
    const station = door.stations.get(STATION);
    if (!station) throw new Error('the station is gone');
    const binsById = new Proxy(new Map(), {
      get() {
        throw new Error('cannot look up a bin');
      },
    });
    door.stations.set(STATION, { ...station, binsById });
    await door.send('batch', [
      { type: 'drop-off', ...dropOff(1) },
      { type: 'event', ...frame(2), kind: 'fire', phase: 'raised' },
    ]);
    expect(door.faults).toHaveLength(1);
    expect(door.journal.entries.map(({ type }) => type)).toEqual(['rejection', 'event']);
  });
});

describe('a batch', () => {
  const elements = (count: number, first = 0) =>
    Array.from({ length: count }, (_, index) => ({ type: 'drop-off', ...dropOff(first + index) }));

  test('of 200 is one answer, each judged alone', async () => {
    const door = await openDoor();
    const batch = elements(200);
    const [third, fourth] = [
      { ...batch[3], weightKg: -1 },
      { ...batch[4], binId: 'food-9' },
    ];
    const { accepted } = await door.send('batch', batch.with(3, third as never).with(4, fourth as never));
    expect(JSON.parse(JSON.stringify(accepted))).toHaveLength(198);
    expect(door.station().delivery()).toMatchObject({
      received: 198,
      missing: 0,
      rejected: { 'bad-shape': 1, 'unknown-bin': 1 },
    });
  });

  test('may hold a message twice: it is stored once', async () => {
    const door = await openDoor();
    const [element] = elements(1, 5);
    const { accepted } = await door.send('batch', [element, element, element]);
    expect(door.journal.entries).toHaveLength(1);
    expect(door.station().delivery()).toMatchObject({ received: 1, duplicates: 2 });
    expect(JSON.parse(JSON.stringify(accepted))).toHaveLength(1);
  });

  test('sent again, or its messages singly, is nothing new', async () => {
    const door = await openDoor();
    await door.send('batch', elements(3));
    const again = await door.send('batch', elements(3));
    await door.send('drop-off', dropOff(1));
    expect(again.accepted).toBeUndefined();
    expect(door.journal.entries).toHaveLength(3);
    expect(door.station().delivery().duplicates).toBe(4);
  });

  test('an element without a type is refused once, not for every time it is sent', async () => {
    const door = await openDoor();
    await door.send('batch', [dropOff(1)]);
    await door.send('batch', [dropOff(1)]);
    expect(door.journal.entries).toHaveLength(1);
    expect(door.station().delivery()).toMatchObject({ duplicates: 1, missing: 0 });
  });
});

describe('a refused message with a readable frame', () => {
  test('is not missing, and its duplicates are dropped', async () => {
    const door = await openDoor();
    await door.send('drop-off', dropOff(1));
    for (const message of [dropOff(2, { binId: 'food-9' }), dropOff(3, { weightKg: 'heavy' })]) {
      await door.send('drop-off', message);
      await door.send('drop-off', message);
    }
    await door.send('drop-off', dropOff(4));
    expect(door.journal.entries).toHaveLength(4);
    expect(door.station().delivery()).toMatchObject({ received: 2, duplicates: 2, missing: 0 });
  });

  test('does not let the ledger grow over its bounds', async () => {
    const door = await openDoor({ ledger: { boots: 2, ranges: 3 }, rejectionsPerSecond: Infinity });
    for (let n = 0; n < 20; n++) {
      await door.send('drop-off', dropOff(2 * n, { weightKg: 'heavy' }));
      await door.send('drop-off', dropOff(1, { bootId: `boot-${n}`, weightKg: 'heavy' }));
    }
    const { boots } = door.station().delivery();
    expect(boots).toHaveLength(2);
    for (const { ranges } of boots) expect(ranges.length).toBeLessThanOrEqual(3);
  });
});

describe('fill levels', () => {
  test('are judged bin by bin; subscribers see what was accepted', async () => {
    const door = await openDoor();
    const bins = [
      { binId: 'glass-1', fillLevel: 0.1 },
      { binId: 'food-1', distanceMm: 250, massKg: 12 },
      { binId: 'residual-1', distanceMm: 250 },
      { binId: 'hazardous-1', fillLevel: 7 },
    ];
    const { accepted } = await door.send('fill-level', { ...frame(1), bins, batteryV: 12.1 });
    const reading = entryAt(door.journal, 0, 'fill-level');
    expect(reading.bins).toEqual([
      { index: 1, binId: 'food-1', stream: 'food', fillLevel: 0.75, distanceMm: 250, massKg: 12, quality: 0 },
      { index: 3, binId: 'hazardous-1', stream: 'hazardous', fillLevel: 7, quality: 1 },
    ]);
    expect(entryAt(door.journal, 1, 'rejection')).toMatchObject({ reason: 'unknown-bin', index: 0, seq: 1 });
    expect(entryAt(door.journal, 2, 'rejection')).toMatchObject({ reason: 'no-depth', index: 2 });
    expect(JSON.parse(JSON.stringify(accepted)).bins).toEqual([bins[1], bins[3]]);
    expect(door.station().delivery()).toMatchObject({ received: 1, missing: 0 });
  });

  test.each([
    ['a little below zero is zero', { fillLevel: -0.05 }, 0, 0],
    ['a little above one is one', { fillLevel: 1.08 }, 1, 0],
    ['no echo is outside the range', { distanceMm: 2_540 }, -1.54, 1],
    ['a temperature of the sun counts nowhere', { fillLevel: 0.5, temperatureC: 5_500 }, 0.5, 1],
    ['a tilt may be either way', { fillLevel: 0.5, tiltDeg: -90 }, 0.5, 0],
  ])('%s', async (_, numbers, fillLevelExpected, quality) => {
    const door = await openDoor();
    await door.send('fill-level', { ...frame(1), bins: [{ binId: 'food-1', ...numbers }] });
    const [bin] = entryAt(door.journal, 0, 'fill-level').bins;
    expect(bin?.fillLevel).toBeCloseTo(fillLevelExpected);
    expect(bin?.quality).toBe(quality);
    expect(door.station().present.toRecord().bins).toHaveLength(quality === 1 ? 0 : 1);
  });
});

test('a gateway speaks for its stations, and its own faults are its own', async () => {
  const door = await openDoor();
  const principal = { kind: 'gateway', id: 'gateway-1', stations: new Set(['station-2']) } as const;
  await door.send('drop-off', dropOff(1), { principal, topic: 'waste/v1/station-2/drop-off' });
  await door.send('drop-off', dropOff(1), { principal, topic: 'waste/v1/station-1/drop-off' });
  await door.send('drop-off', dropOff(1), { principal, topic: 'waste/v1/station-2/weather' });
  expect(door.journal.entries).toMatchObject([
    { type: 'drop-off', station: 'station-2' },
    { type: 'rejection', station: 'gateway-1' },
    { type: 'rejection', station: 'gateway-1' },
  ]);
});

test('an event of a bin that nobody knows is never refused for it', async () => {
  const door = await openDoor();
  await door.send('event', {
    ...frame(1),
    kind: 'fire',
    phase: 'raised',
    binId: 'food-9',
    detail: 'hot\u0007\nvery',
  });
  expect(entryAt(door.journal, 0, 'event')).toMatchObject({ kind: 'fire', detail: 'hot very' });
  expect(entryAt(door.journal, 0, 'event')).not.toHaveProperty('binId');
});
