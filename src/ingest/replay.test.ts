// Refused messages again: past the ledger, with their original arrival, once.
import { beforeEach, describe, expect, test } from 'vitest';
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
  STATION,
} from '../../test/support/door.ts';
import type { Bin } from '../model/station.ts';

describe('replay', () => {
  let door: DoorUnderTest;

  beforeEach(async () => {
    door = await openDoor({ ledger: { boots: 2, ranges: 2 } });
  });

  function register(...bins: Bin[]): void {
    const station = door.stations.get(STATION);
    if (!station) throw new Error('the station is gone');
    const all = [...station.bins.filter(({ id }) => !bins.some((bin) => bin.id === id)), ...bins];
    door.stations.set(STATION, { ...station, bins: all, binsById: new Map(all.map((bin) => [bin.id, bin])) });
  }

  async function quarantined(): Promise<string[]> {
    await door.save();
    return [...door.memory.quarantine.list({})].map(({ id }) => id).reverse();
  }

  const GLASS: Bin = { id: 'glass-1', stream: 'recyclable', litres: 240, depthMm: 1_000 };

  test('stores a deposit once its bin is registered, with the time and household it had', async () => {
    const household = 'hh-1234567890';
    await door.send('drop-off', dropOff(1, { binId: 'glass-1', household, observedAt: NOW - 5_000 }));
    const ids = await quarantined();
    register(GLASS);
    door.clock.at += 2 * HOUR_MS;
    expect(await door.replay.replay(ids)).toEqual({ replayed: 1, failed: [] });
    const reading = entryAt(door.journal, 1, 'drop-off');
    expect(reading).toEqual({
      type: 'drop-off',
      station: STATION,
      bootId: 'boot-1',
      seq: 1,
      grid: 'grid-1',
      at: NOW - 5_000,
      timeSource: 'station',
      receivedAt: NOW,
      binId: 'glass-1',
      stream: 'recyclable',
      weightKg: 1.5,
      household: door.households.hash(household, NOW),
      late: true,
    });
    expect(entryAt(door.journal, 2, 'replayed')).toMatchObject({ rejectionId: ids[0], station: STATION });
    expect(await quarantined()).toEqual([]);
  });

  test('of a bin that was refused alone keeps its place; what fails again says where', async () => {
    const bins = [
      { binId: 'food-1', fillLevel: 0.1 },
      { binId: 'paper-1', fillLevel: 0.2 },
    ];
    await door.send('fill-level', { ...frame(1), bins: [...bins, { binId: 'glass-1', fillLevel: 0.3 }] });
    const ids = await quarantined();
    register(GLASS);
    const { replayed, failed } = await door.replay.replay(ids);
    expect(replayed).toBe(1);
    expect(failed).toMatchObject([{ id: ids[0], reason: 'unknown-bin', path: 'bins[1].binId' }]);
    expect(entryAt(door.journal, -2, 'fill-level').bins).toMatchObject([
      { index: 2, binId: 'glass-1', fillLevel: 0.3 },
    ]);
    expect(await quarantined()).toEqual([ids[0]]);
  });

  test('turns a distance into a level once the depth is known', async () => {
    await door.send('fill-level', { ...frame(1), bins: [{ binId: 'residual-1', distanceMm: 400 }] });
    register({ id: 'residual-1', stream: 'residual', litres: 240, depthMm: 800 });
    await door.replay.replay(await quarantined());
    expect(entryAt(door.journal, 1, 'fill-level').bins).toMatchObject([{ fillLevel: 0.5, distanceMm: 400 }]);
  });

  test('takes what was too late, what reused a number and what the ledger’s bounds refused', async () => {
    await door.send('drop-off', dropOff(1, { observedAt: NOW - 40 * DAY_MS }));
    await door.send('drop-off', dropOff(2, { observedAt: NOW - 2_000 }));
    await door.send('drop-off', dropOff(2, { observedAt: NOW }));
    await door.send('drop-off', dropOff(4, { observedAt: NOW }));
    await door.send('drop-off', dropOff(6, { observedAt: NOW }));
    await door.send('drop-off', dropOff(1, { bootId: 'boot-2' }));
    await door.send('drop-off', dropOff(1, { bootId: 'boot-3' }));
    const ids = await quarantined();
    const reasons = [...door.memory.quarantine.list({})].map(({ reason }) => reason).reverse();
    expect(reasons).toEqual(['too-late', 'seq-reused', 'seq-gaps', 'too-many-boots']);
    expect(await door.replay.replay(ids)).toEqual({ replayed: 4, failed: [] });
    expect(door.journal.entries.filter(({ type }) => type === 'replayed')).toHaveLength(4);
    expect(await quarantined()).toEqual([]);
    // Past the ledger: its bounds hold.
    const { boots } = door.station().delivery();
    expect(boots.map(({ bootId }) => bootId).sort((a, b) => (a < b ? -1 : 1))).toEqual(['boot-1', 'boot-2']);
    for (const { ranges } of boots) expect(ranges.length).toBeLessThanOrEqual(2);
  });

  test('takes a message whose ids hold many digits', async () => {
    await door.send('drop-off', dropOff(1, { bootId: '20260301080000', binId: 'bin-13812345678' }));
    register({ ...GLASS, id: 'bin-13812345678' });
    expect((await door.replay.replay(await quarantined())).replayed).toBe(1);
    expect(entryAt(door.journal, 1, 'drop-off')).toMatchObject({
      bootId: '20260301080000',
      binId: 'bin-13812345678',
    });
  });

  test('happens once, whoever asks and how often', async () => {
    await door.send('drop-off', dropOff(1, { binId: 'glass-1' }));
    const ids = await quarantined();
    register(GLASS);
    const answers = await Promise.all([door.replay.replay([...ids, ...ids]), door.replay.replay(ids)]);
    expect(answers.map(({ replayed }) => replayed)).toEqual([1, 0]);
    expect(answers[1]?.failed).toEqual([{ id: ids[0], reason: 'not-found' }]);
    expect((await door.replay.replay(ids)).failed).toEqual([{ id: ids[0], reason: 'not-found' }]);
    expect(door.journal.entries.map(({ type }) => type)).toEqual(['rejection', 'drop-off', 'replayed']);
  });

  test('of many at once leaves nothing behind', async () => {
    door = await openDoor({ rejectionsPerSecond: 100 });
    for (let seq = 0; seq < 25; seq++) await door.send('drop-off', dropOff(seq, { binId: 'glass-1' }));
    const ids = await quarantined();
    register(GLASS);
    expect((await door.replay.replay(ids)).replayed).toBe(25);
    expect(await quarantined()).toEqual([]);
    expect(door.journal.entries).toHaveLength(75);
  });

  test('is not done again after a restart from an older state', async () => {
    await door.send('drop-off', dropOff(1, { binId: 'glass-1' }));
    const ids = await quarantined();
    const older = door.state.copy();
    register(GLASS);
    await door.replay.replay(ids);
    const { journal, stations } = door;
    door = await openDoor({ state: older, journal });
    door.stations.set(STATION, stations.get(STATION) as never);
    expect(await quarantined()).toEqual([]);
    expect((await door.replay.replay(ids)).replayed).toBe(0);
    expect(journal.entries).toHaveLength(3);
  });

  test('is live while it is young and nothing newer is known, else late', async () => {
    await door.send('fill-level', { ...frame(1), bins: [{ binId: 'glass-1', fillLevel: 0.3 }] });
    await door.send('fill-level', { ...frame(2), bins: [{ binId: 'glass-1', fillLevel: 0.4 }] });
    const [first, second] = await quarantined();
    register(GLASS);
    door.clock.at += 5 * MINUTE_MS;
    await door.replay.replay([second as string]);
    expect(entryAt(door.journal, -2, 'fill-level').late).toBeUndefined();
    await door.replay.replay([first as string]);
    expect(entryAt(door.journal, -2, 'fill-level').late).toBe(true);
    expect(door.station().present.toRecord().bins).toMatchObject([{ fillLevel: 0.4 }]);
  });

  test.each([
    ['bytes that are no JSON', Buffer.from('{"seq":')],
    ['a message that is too large', Buffer.alloc(70_000, ' ')],
    ['a list', Buffer.from('[1]')],
  ])('cannot be done of %s', async (_, payload) => {
    await door.sendBytes('drop-off', payload);
    const ids = await quarantined();
    expect(await door.replay.replay(ids)).toEqual({
      replayed: 0,
      failed: [{ id: ids[0], reason: 'not-replayable' }],
    });
    expect(await quarantined()).toEqual(ids);
  });

  test('cannot be done of an element without a type, nor of a station out of service', async () => {
    await door.send('batch', [{ type: 'flood', ...frame(1) }]);
    await door.send('drop-off', dropOff(2, { binId: 'glass-1' }));
    const ids = await quarantined();
    door.stations.delete(STATION);
    const { failed } = await door.replay.replay([...ids, 'unheard-of']);
    expect(failed.map(({ reason }) => reason)).toEqual(['not-replayable', 'not-replayable', 'not-found']);
  });

  test('of a shape that is still wrong leaves it where it is', async () => {
    await door.send('fill-level', fillLevel(1, 0.5, { batteryV: '12' }));
    const ids = await quarantined();
    const { failed } = await door.replay.replay(ids);
    expect(failed).toMatchObject([{ id: ids[0], reason: 'bad-shape', path: 'batteryV' }]);
    expect(await quarantined()).toEqual(ids);
  });
});
