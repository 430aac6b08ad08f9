// Those who try passwords through: slowed, at no cost in memory, and nobody else is kept out by it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccountsUnderTest, HERE, HOUR_MS, openAccountsUnderTest } from './accounts.test-support.ts';
import { networkOf } from './address.ts';
import { createPasswordHasher } from './password-hash.ts';
import { createSlowedTries } from './slowed-tries.ts';

const PASSWORD = 'tea at the east gate';
const ELSEWHERE = '198.51.100.7';

describe('password stuffing', () => {
  let hub: AccountsUnderTest;
  beforeEach(async () => {
    hub = await openAccountsUnderTest();
    await hub.accounts.addUser({ name: 'li.wei', role: 'staff' }, PASSWORD);
  });
  afterEach(() => hub.remove());

  test('forty tries at once: four are looked at, and from elsewhere the right password works', async () => {
    const tries = Array.from({ length: 40 }, (_, n) => hub.accounts.signIn('li.wei', `guess ${n}`, HERE));
    const reasons = (await Promise.all(tries)).map((signIn) => (signIn.ok ? 'in' : signIn.reason));
    expect(reasons.filter((reason) => reason === 'wrong')).toHaveLength(4);
    expect(reasons.filter((reason) => reason === 'too-many-tries')).toHaveLength(36);
    const here = await hub.accounts.signIn('li.wei', PASSWORD, HERE);
    expect(here).toEqual({ ok: false, reason: 'too-many-tries', retryAfterMs: 1_000 });
    expect((await hub.accounts.signIn('li.wei', PASSWORD, ELSEWHERE)).ok).toBe(true);
    hub.clock.at += 1_000;
    expect((await hub.accounts.signIn('li.wei', PASSWORD, HERE)).ok).toBe(true);
  });

  test('the own password is no way around', async () => {
    const guess = () =>
      hub.accounts.changeOwnPassword({
        name: 'li.wei',
        current: 'a guess',
        next: 'another password',
        address: HERE,
      });
    for (let n = 0; n < 4; n += 1) expect(await guess()).toMatchObject({ reason: 'wrong' });
    expect(await guess()).toMatchObject({ reason: 'too-many-tries' });
  });

  test('more tries than anybody would wait for are sent away, from wherever they come', async () => {
    const tries = Array.from({ length: 80 }, (_, n) =>
      hub.accounts.signIn('li.wei', 'a guess', `192.0.2.${n}`),
    );
    const results = await Promise.all(tries);
    expect(results.filter((signIn) => !signIn.ok && signIn.reason === 'too-many-tries')).toHaveLength(28);
    expect((await hub.accounts.signIn('li.wei', PASSWORD, ELSEWHERE)).ok).toBe(true);
  });
});

test('an unknown name costs the work of a known one', async () => {
  const passwords = createPasswordHasher();
  const known = await passwords.hash(PASSWORD);
  // Not by the clock, which says what else the machine does: by the processor time of this process.
  const workOf = async (stored: typeof known | undefined) => {
    const before = process.cpuUsage();
    expect(await passwords.isRight('a wrong password', stored)).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  expect(await workOf(undefined)).toBeGreaterThan((await workOf(known)) / 4);
  expect(known).toMatchObject({ kind: 'scrypt', n: 32_768, r: 8, p: 1 });
  expect(await passwords.isRight(PASSWORD, known)).toBe(true);
  expect(
    await passwords.isRight(PASSWORD, await createPasswordHasher({ n: 64, r: 1, p: 1 }).hash(PASSWORD)),
  ).toBe(true);
});

describe('slowed tries', () => {
  const START = Date.UTC(2026, 10, 23);

  test('each failure doubles the wait, up to five minutes; an hour without one forgets it', () => {
    const tries = createSlowedTries();
    let now = START;
    const waits: number[] = [];
    for (let n = 0; n < 16; n += 1) {
      const attempt = tries.begin('li.wei', HERE, now);
      if (attempt.ok) continue;
      waits.push(attempt.retryAfterMs);
      now += attempt.retryAfterMs;
      expect(tries.begin('li.wei', HERE, now).ok).toBe(true);
    }
    expect(waits.map((ms) => ms / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    now += HOUR_MS;
    expect(tries.begin('li.wei', HERE, now).ok).toBe(true);
    expect(tries.begin('li.wei', HERE, now).ok).toBe(true);
  });

  test('an address that tries many names is slowed, half a minute at most; its own success is no excuse', () => {
    const tries = createSlowedTries();
    const begin = (n: number) => tries.begin(`user-${n}`, HERE, START);
    for (let n = 0; n < 20; n += 1) expect(begin(n).ok).toBe(true);
    expect(begin(20)).toEqual({ ok: false, retryAfterMs: 1_000 });
    let now = START;
    for (let n = 0; n < 40; n += 1) {
      const attempt = tries.begin(`more-${n}`, HERE, now);
      if (!attempt.ok) now += attempt.retryAfterMs;
    }
    const own = tries.begin('own', HERE, now + 30_000);
    if (own.ok) own.succeeded();
    expect(tries.begin('li.wei', HERE, now + 30_000)).toMatchObject({
      ok: false,
      retryAfterMs: expect.any(Number),
    });
    expect(tries.begin('li.wei', ELSEWHERE, now).ok).toBe(true);
  });

  test('people who sign in rightly from one office are not slowed', () => {
    const tries = createSlowedTries();
    for (let n = 0; n < 200; n += 1) {
      const attempt = tries.begin(`user-${n}`, HERE, START);
      expect(attempt.ok).toBe(true);
      if (attempt.ok) attempt.succeeded();
    }
    expect(tries.size()).toBeLessThanOrEqual(1);
  });

  test('a hundred thousand names and addresses take bounded memory', () => {
    const tries = createSlowedTries();
    for (let n = 0; n < 100_000; n += 1)
      tries.begin(`${n}-${'x'.repeat(100)}`, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, START);
    expect(tries.size()).toBeLessThanOrEqual(20_000);
  });

  test('a clock that is set back makes nobody wait until it has caught up', () => {
    const tries = createSlowedTries();
    for (let n = 0; n < 4; n += 1) tries.begin('li.wei', HERE, START);
    const attempt = tries.begin('li.wei', HERE, START - HOUR_MS / 2);
    expect(attempt).toEqual({ ok: false, retryAfterMs: 1_000 });
    expect(tries.begin('li.wei', HERE, START - HOUR_MS).ok).toBe(true);
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['control socket', 'control socket'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
