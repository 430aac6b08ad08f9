// Online, offline, unknown: what a station says, what its will says, and what its silence says.
import { describe, expect, test } from 'vitest';
import { dropOff, MINUTE_MS, NOW, openDoor } from '../../test/support/door.ts';
import { PresentState } from './present-state.ts';

const online = (connectionId: string, change = {}) => ({ state: 'online', connectionId, ...change });
const will = (connectionId: string) => ({ state: 'offline', connectionId });

describe('a status', () => {
  test('is stamped by the hub, kept retained, and the ledger does not see it', async () => {
    const door = await openDoor();
    const outcome = await door.send('status', online('c1', { firmware: '2.4', extra: 1 }));
    expect(outcome).toEqual({ accepted: online('c1', { firmware: '2.4' }), retain: true });
    expect(door.journal.entries).toEqual([
      { type: 'status', station: 'station-1', grid: 'grid-1', at: NOW, ...online('c1', { firmware: '2.4' }) },
    ]);
    expect(door.station().delivery()).toMatchObject({ received: 0, boots: [] });
  });

  test('a will of the current connection counts', async () => {
    const door = await openDoor();
    await door.send('status', online('c1', { firmware: '2.4' }));
    door.clock.at += 1_000;
    expect(await door.send('status', will('c1'))).toEqual({ accepted: will('c1'), retain: true });
    const { presence } = door.station().present.toRecord();
    expect(presence).toEqual({ ...will('c1'), since: NOW + 1_000, firmware: '2.4' });
  });

  test.each([
    ['of a connection that was taken over', [online('c1'), online('c2')], 'c1', 'online'],
    ['before anything was said', [], 'c1', 'unknown'],
    ['a second time', [online('c1'), will('c1')], 'c1', 'offline'],
  ])('a will %s counts for nothing', async (_, before, connectionId, state) => {
    const door = await openDoor();
    for (const message of before) await door.send('status', message);
    const entries = door.journal.entries.length;
    const outcome = await door.send('status', will(connectionId));
    expect(outcome.accepted).toBeUndefined();
    expect(outcome.retain).toBeUndefined();
    expect(door.journal.entries).toHaveLength(entries);
    expect(door.station().present.toRecord().presence.state).toBe(state);
  });

  test('a will that comes while its online is not on disk yet counts', async () => {
    const door = await openDoor();
    await Promise.all([door.send('status', online('c1')), door.send('status', will('c1'))]);
    expect(door.station().present.toRecord().presence.state).toBe('offline');
  });

  test('a stale will after a restart of the hub counts for nothing either', async () => {
    const before = await openDoor();
    await before.send('status', online('c2'));
    await before.save();
    const door = await openDoor({ state: before.state.copy(), journal: before.journal });
    expect((await door.send('status', will('c1'))).accepted).toBeUndefined();
    expect((await door.send('status', will('c2'))).accepted).toBeDefined();
  });
});

describe('silence', () => {
  const context = { hubStartedAt: NOW - 1_000 * MINUTE_MS, reportingMinutes: 10, open: true };
  const heardAt = (at: number, connectionId = 'c1') => {
    const present = new PresentState();
    present.applyStatus({ type: 'status', station: 's', grid: 'g', at, state: 'online', connectionId });
    return present;
  };
  const stateOf = (present: PresentState, now: number, change = {}) =>
    present.read('s', { ...context, now, ...change }).presence.state;

  test('of three reporting periods means offline, since it was last heard', () => {
    const present = heardAt(NOW);
    expect(stateOf(present, NOW + 30 * MINUTE_MS)).toBe('online');
    const later = present.read('s', { ...context, now: NOW + 30 * MINUTE_MS + 1 });
    expect(later.presence).toMatchObject({ state: 'offline', since: NOW });
    present.heard(NOW + 31 * MINUTE_MS);
    expect(stateOf(present, NOW + 32 * MINUTE_MS)).toBe('online');
  });

  test('after a start of the hub the last state holds for two periods', () => {
    const present = heardAt(NOW - 500 * MINUTE_MS);
    const start = { hubStartedAt: NOW };
    expect(stateOf(present, NOW + 20 * MINUTE_MS, start)).toBe('online');
    expect(stateOf(present, NOW + 20 * MINUTE_MS + 1, start)).toBe('offline');
  });

  test('while the hub takes nothing, nobody knows', () => {
    expect(stateOf(heardAt(NOW), NOW, { open: false })).toBe('unknown');
  });

  test('a station that never says its status is online while it is heard', async () => {
    const door = await openDoor();
    await door.send('drop-off', dropOff(1));
    const read = (now: number) =>
      door.station().present.read('station-1', { ...context, now }).presence.state;
    expect(read(NOW + MINUTE_MS)).toBe('online');
    expect(read(NOW + 31 * MINUTE_MS)).toBe('offline');
  });

  test('a station that said it goes, and is heard again without a status, is online', async () => {
    const door = await openDoor();
    const read = (now: number) => door.station().present.read('station-1', { ...context, now }).presence;
    await door.send('drop-off', dropOff(1));
    await door.send('status', online('c1'));
    door.clock.at += MINUTE_MS;
    await door.send('status', will('c1'));
    expect(read(NOW + 2 * MINUTE_MS)).toMatchObject({ state: 'offline', since: NOW + MINUTE_MS });
    door.clock.at += MINUTE_MS;
    await door.send('drop-off', dropOff(2));
    expect(read(NOW + 3 * MINUTE_MS)).toMatchObject({ state: 'online', since: NOW + 2 * MINUTE_MS });
    expect(read(NOW + 33 * MINUTE_MS)).toMatchObject({ state: 'offline', since: NOW + 2 * MINUTE_MS });
  });
});

test('battery and signal are those of the newest levels', async () => {
  const door = await openDoor();
  const level = (seq: number, batteryV: number) => ({
    bootId: 'boot-1',
    seq,
    observedAt: NOW,
    bins: [{ binId: 'food-1', fillLevel: 0.5 }],
    batteryV,
  });
  await door.send('fill-level', level(5, 12.5));
  await door.send('fill-level', level(4, 11));
  expect(door.station().present.toRecord().batteryV).toBe(12.5);
});
