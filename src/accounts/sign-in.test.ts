// Passwords and sessions on the real store: who gets in, for how long, and what ends it.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AccountsUnderTest,
  DAY_MS,
  HERE,
  HOUR_MS,
  MINUTE_MS,
  openAccountsUnderTest,
  signedIn,
} from './accounts.test-support.ts';

const PASSWORD = 'tea at the east gate';
const OTHER = 'rain over the river';
let hub: AccountsUnderTest;
beforeEach(async () => {
  hub = await openAccountsUnderTest();
  await hub.accounts.addUser({ name: 'Li.Wei', role: 'staff', area: 'east', person: '李伟' }, PASSWORD);
});
afterEach(() => hub.remove());

describe('the first start', () => {
  test('makes an administrator; the password is told once and lies in a private file', async () => {
    const { firstSignIn } = hub;
    expect(firstSignIn).toMatchObject({
      name: 'admin',
      password: expect.stringMatching(/^[0-9a-hj-km-np-tv-z]{24}$/),
    });
    const file = join(hub.folder, 'admin-password');
    expect(await readFile(file, 'utf8')).toBe(`${firstSignIn?.password}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await hub.reopen();
    expect(hub.firstSignIn).toEqual({ name: 'admin', file });
    await signedIn(hub, 'admin', firstSignIn?.password ?? '');
  });

  test.each(['changeOwnPassword', 'resetPassword', 'removeUser'] as const)(
    '%s: the file goes',
    async (change) => {
      const current = hub.firstSignIn?.password ?? '';
      await hub.accounts.addUser({ name: 'zhou', role: 'admin' }, PASSWORD);
      if (change === 'changeOwnPassword')
        await hub.accounts.changeOwnPassword({ name: 'admin', current, next: OTHER, address: HERE });
      else await hub.accounts[change]('admin');
      expect(await readdir(hub.folder)).toEqual(['accounts']);
      await hub.reopen();
      expect(hub.firstSignIn).toBeUndefined();
    },
  );
});

describe('signing in', () => {
  test('gives a session that says who asks, also after a restart', async () => {
    const token = await signedIn(hub, 'li.wei', PASSWORD);
    expect(token).toMatch(/^[\w-]{43}$/);
    await hub.reopen();
    expect(hub.accounts.requesterOf(token)).toEqual({
      ...{ kind: 'user', name: 'Li.Wei', person: '李伟', role: 'staff', area: 'east' },
      sessionId: expect.stringMatching(/^[\w-]{12}$/),
    });
  });

  test('the same characters are the same password, however they were typed', async () => {
    await hub.accounts.resetPassword('li.wei', 'Ångström at noon ①');
    await signedIn(hub, 'ＬＩ.wei', 'A\u030angstro\u0308m at noon 1');
  });

  test('an unknown name, a wrong password and a disabled user get the same answer', async () => {
    const refused = { ok: false, reason: 'wrong' };
    expect(await hub.accounts.signIn('nobody', PASSWORD, HERE)).toEqual(refused);
    expect(await hub.accounts.signIn('li.wei', OTHER, HERE)).toEqual(refused);
    expect(await hub.accounts.signIn('li.wei', '', HERE)).toEqual(refused);
    await hub.accounts.changeUser('li.wei', { disabled: true });
    expect(await hub.accounts.signIn('li.wei', PASSWORD, HERE)).toEqual(refused);
  });

  test('an id that was given before signing in is never used', async () => {
    const planted = 'A'.repeat(43);
    expect(hub.accounts.requesterOf(planted)).toBeUndefined();
    const first = await signedIn(hub, 'li.wei', PASSWORD);
    const second = await signedIn(hub, 'li.wei', PASSWORD);
    expect(new Set([planted, first, second]).size).toBe(3);
    expect(hub.accounts.requesterOf(planted)).toBeUndefined();
  });

  test('the CSRF token follows from the session and from nothing else', async () => {
    const first = await signedIn(hub, 'li.wei', PASSWORD);
    const second = await signedIn(hub, 'li.wei', PASSWORD);
    expect(hub.accounts.csrfTokenOf(first)).toBe(hub.accounts.csrfTokenOf(first));
    expect(hub.accounts.csrfTokenOf(first)).not.toBe(hub.accounts.csrfTokenOf(second));
    expect(hub.accounts.csrfTokenOf(first)).not.toContain(first.slice(0, 8));
  });
});

describe('a session ends', () => {
  const isIn = (token: string) => hub.accounts.requesterOf(token) !== undefined;

  test('when it is not used for 12 hours, a restart between or not', async () => {
    const token = await signedIn(hub, 'li.wei', PASSWORD);
    for (let hour = 0; hour < 30; hour += 10) {
      hub.clock.at += 10 * HOUR_MS;
      expect(isIn(token)).toBe(true);
      await hub.reopen();
    }
    hub.clock.at += 12 * HOUR_MS;
    expect(isIn(token)).toBe(false);
  });

  test('after 14 days, however busy', async () => {
    const token = await signedIn(hub, 'li.wei', PASSWORD);
    for (let hour = 6; hour < 14 * 24; hour += 6) {
      hub.clock.at += 6 * HOUR_MS;
      expect(isIn(token)).toBe(true);
    }
    hub.clock.at += 6 * HOUR_MS;
    expect(isIn(token)).toBe(false);
  });

  test('by signing out, for good: a use at the same moment does not bring it back', async () => {
    const token = await signedIn(hub, 'li.wei', PASSWORD);
    hub.clock.at += 10 * MINUTE_MS;
    const ended = hub.accounts.signOut(token);
    expect(isIn(token)).toBe(false);
    await ended;
    await hub.reopen();
    expect(isIn(token)).toBe(false);
  });

  const changes: [string, () => Promise<unknown>][] = [
    ['another role', () => hub.accounts.changeUser('li.wei', { role: 'viewer' })],
    ['another area', () => hub.accounts.changeUser('li.wei', { area: 'west' })],
    ['the whole town', () => hub.accounts.changeUser('li.wei', { area: null })],
    ['disabling', () => hub.accounts.changeUser('li.wei', { disabled: true })],
    ['a reset of the password', () => hub.accounts.resetPassword('li.wei')],
    ['removal', () => hub.accounts.removeUser('li.wei')],
    [
      'removal and another user of that name',
      async () => {
        await hub.accounts.removeUser('li.wei');
        await hub.accounts.addUser({ name: 'li.wei', role: 'staff' }, PASSWORD);
      },
    ],
  ];
  test.each(changes)('by %s: every one of the user, and no other', async (_, change) => {
    const own = [await signedIn(hub, 'li.wei', PASSWORD), await signedIn(hub, 'li.wei', PASSWORD)];
    const others = await signedIn(hub, 'admin', hub.firstSignIn?.password ?? '');
    await change();
    expect(own.map(isIn)).toEqual([false, false]);
    expect(isIn(others)).toBe(true);
    await hub.reopen();
    expect([...own, others].map(isIn)).toEqual([false, false, true]);
  });

  test('not by another person', async () => {
    const token = await signedIn(hub, 'li.wei', PASSWORD);
    await hub.accounts.changeUser('li.wei', { person: '李老师' });
    expect(hub.accounts.requesterOf(token)).toMatchObject({ person: '李老师' });
    await hub.accounts.changeUser('li.wei', { person: null });
    expect(hub.accounts.requesterOf(token)).toMatchObject({ person: 'Li.Wei' });
  });

  test('by a change of the own password, which gives a new one', async () => {
    const before = await signedIn(hub, 'li.wei', PASSWORD);
    const change = { name: 'li.wei', current: PASSWORD, next: OTHER, address: HERE };
    expect(await hub.accounts.changeOwnPassword({ ...change, current: OTHER })).toEqual({
      ok: false,
      reason: 'wrong',
    });
    expect(isIn(before)).toBe(true);
    const changed = await hub.accounts.changeOwnPassword(change);
    expect(isIn(before)).toBe(false);
    expect(changed.ok && isIn(changed.session.token)).toBe(true);
    await signedIn(hub, 'li.wei', OTHER);
  });

  test.each([
    ['disabled', () => hub.accounts.changeUser('li.wei', { disabled: true })],
    ['given another password', () => hub.accounts.resetPassword('li.wei', 'set by somebody else')],
  ])('for good for a user who is %s, also while they change their own password', async (_, take) => {
    const before = await signedIn(hub, 'li.wei', PASSWORD);
    const change = { name: 'li.wei', current: PASSWORD, next: OTHER, address: HERE };
    const changing = hub.accounts.changeOwnPassword(change);
    const [changed] = await Promise.allSettled([changing, take()]);
    const token = changed.status === 'fulfilled' && changed.value.ok ? changed.value.session.token : before;
    expect([before, token].map(isIn)).toEqual([false, false]);
    expect(await hub.accounts.signIn('li.wei', OTHER, HERE)).toEqual({ ok: false, reason: 'wrong' });
  });

  test('the one used longest ago, when a person has more than 20', async () => {
    const tokens: string[] = [];
    for (let n = 0; n < 21; n += 1) {
      hub.clock.at += MINUTE_MS;
      tokens.push(await signedIn(hub, 'li.wei', PASSWORD));
    }
    expect(tokens.map(isIn)).toEqual([false, ...Array(20).fill(true)]);
  });
});

test('neither the log nor the store has a token, a password or a key', async () => {
  const token = await signedIn(hub, 'li.wei', PASSWORD);
  const { secret } = await hub.accounts.addKey({ name: 'city', scopes: ['read'] }, 'admin');
  hub.clock.at += DAY_MS;
  hub.accounts.requesterOfKey(secret);
  const made = hub.firstSignIn?.password ?? '';
  await hub.accounts.resetPassword('admin');
  await hub.accounts.close();
  const bytes = await readFile(join(hub.folder, 'accounts/data.mdb'));
  expect(bytes.includes('Li.Wei')).toBe(true);
  for (const found of [token, PASSWORD, secret, secret.slice(3), made])
    expect(bytes.includes(found)).toBe(false);
});
