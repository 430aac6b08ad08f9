// The keyed hash of household tokens: one within a month, another in the next, gone after 90 days.
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, dropOff, entryAt, NOW, openDoor } from '../../test/support/door.ts';
import { MemoryState } from '../../test/support/memory-state.ts';
import { HouseholdKeys } from './household.ts';

const TOKEN = 'hh_7Jk2-mQz';
const MARCH = Date.UTC(2026, 2, 15);
const APRIL = Date.UTC(2026, 3, 1);

describe('household keys', () => {
  let state: MemoryState;

  beforeEach(() => {
    state = new MemoryState();
  });

  async function keysAt(now: number): Promise<HouseholdKeys> {
    const keys = new HouseholdKeys(state);
    await keys.renew(now);
    return keys;
  }

  test('give one hash within a month, others for others', async () => {
    const keys = await keysAt(MARCH);
    const hash = keys.hash(TOKEN, MARCH);
    expect(hash).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(keys.hash(TOKEN, Date.UTC(2026, 2, 1))).toBe(hash);
    expect(keys.hash(TOKEN, APRIL - 1)).toBe(hash);
    expect(keys.hash(TOKEN, APRIL)).not.toBe(hash);
    expect(keys.hash(`${TOKEN}x`, MARCH)).not.toBe(hash);
  });

  test('stay the same over a restart, and differ from hub to hub', async () => {
    const hash = (await keysAt(MARCH)).hash(TOKEN, MARCH);
    expect((await keysAt(MARCH + 10 * DAY_MS)).hash(TOKEN, MARCH)).toBe(hash);
    state = new MemoryState();
    expect((await keysAt(MARCH)).hash(TOKEN, MARCH)).not.toBe(hash);
  });

  test('reach as far back as messages may come late, and ahead of the next month', async () => {
    const keys = await keysAt(MARCH);
    expect(keys.hash(TOKEN, MARCH - 35 * DAY_MS)).toBeDefined();
    expect(keys.hash(TOKEN, MARCH + 34 * DAY_MS)).toBeDefined();
    expect(keys.hash(TOKEN, MARCH - 200 * DAY_MS)).toBeUndefined();
  });

  test('are destroyed 90 days after their month, in memory and in the store', async () => {
    const keys = await keysAt(MARCH);
    const stored = state.text();
    const key = state.get<string>(['household-key', '2026-03']);
    expect(stored).toContain(key);
    await keys.renew(APRIL + 90 * DAY_MS);
    expect(keys.hash(TOKEN, MARCH)).toBeDefined();
    await keys.renew(APRIL + 90 * DAY_MS + 1);
    expect(keys.hash(TOKEN, MARCH)).toBeUndefined();
    expect(state.text()).not.toContain(key);
    expect(keys.hash(TOKEN, APRIL + 90 * DAY_MS)).toBeDefined();
  });

  test('are used only once they are stored', async () => {
    const keys = await keysAt(MARCH);
    state.failure = new Error('cannot write');
    await expect(keys.renew(MARCH + 60 * DAY_MS)).rejects.toThrow('cannot write');
    expect(keys.hash(TOKEN, Date.UTC(2026, 5, 1))).toBeUndefined();
    state.failure = undefined;
    await keys.renew(MARCH + 60 * DAY_MS);
    const hash = keys.hash(TOKEN, Date.UTC(2026, 5, 1));
    expect((await keysAt(MARCH + 61 * DAY_MS)).hash(TOKEN, Date.UTC(2026, 5, 1))).toBe(hash);
  });
});

test('the door keeps no token, neither in the journal nor in the state, and no subscriber sees one', async () => {
  const door = await openDoor();
  const { accepted } = await door.send('drop-off', dropOff(1, { household: TOKEN }));
  await door.send('drop-off', dropOff(2, { household: TOKEN, binId: 'food-9' }));
  await door.save();
  const hash = door.households.hash(TOKEN, NOW);
  expect(entryAt(door.journal, 0, 'drop-off').household).toBe(hash);
  expect(JSON.parse(JSON.stringify(accepted)).household).toBe(hash);
  expect(JSON.stringify(door.journal.entries)).not.toContain(TOKEN);
  expect(door.state.text()).not.toContain(TOKEN);
  expect(JSON.stringify(door.station().recent.list())).not.toContain(TOKEN);
});

test('a deposit of a month whose key is gone is stored without its household', async () => {
  const door = await openDoor();
  door.households.hash = () => undefined;
  const { accepted } = await door.send('drop-off', dropOff(1, { household: TOKEN }));
  expect(entryAt(door.journal, 0, 'drop-off')).not.toHaveProperty('household');
  expect(JSON.stringify(accepted)).not.toContain('household');
});
