// What the accounts refuse, and API keys, on the real store.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccountsUnderTest, DAY_MS, MINUTE_MS, openAccountsUnderTest } from './accounts.test-support.ts';
import { AccountRefusal } from './accounts.ts';

const PASSWORD = 'tea at the east gate';
let hub: AccountsUnderTest;
beforeEach(async () => {
  hub = await openAccountsUnderTest();
});
afterEach(() => hub.remove());

async function refusalOf(work: Promise<unknown>) {
  const error = await work.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(AccountRefusal);
  const { reason, field } = error as AccountRefusal;
  return { reason, field };
}

describe('users', () => {
  test('are listed by name, without what opens anything', async () => {
    await hub.accounts.addUser({ name: '王敏', role: 'viewer' }, PASSWORD);
    const { password, user } = await hub.accounts.addUser({ name: 'Li.Wei', role: 'staff', area: 'east' });
    expect(password).toMatch(/^[0-9a-z]{24}$/);
    expect(user).toEqual({ name: 'Li.Wei', role: 'staff', area: 'east', createdAt: hub.clock.at });
    await hub.reopen();
    expect(hub.accounts.users().map(({ name }) => name)).toEqual(['Li.Wei', 'admin', '王敏']);
    expect(JSON.stringify(hub.accounts.users())).not.toMatch(/hash|salt|generation/);
  });

  test('have one name each, without regard to case or width', async () => {
    await hub.accounts.addUser({ name: 'Li.Wei', role: 'staff' });
    for (const name of ['Li.Wei', 'li.wei', 'LI.WEI'])
      expect(await refusalOf(hub.accounts.addUser({ name, role: 'staff' })), name).toEqual({
        reason: 'conflict',
        field: 'name',
      });
    const both = [1, 2].map(() => hub.accounts.addUser({ name: 'zhou', role: 'staff' }));
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  test.each(['', ' ', 'a b', '.a', 'a\n', 'ａ', '<b>', '../x', 'x'.repeat(33), '__proto__ '])(
    'are never called %j',
    async (name) => {
      expect(await refusalOf(hub.accounts.addUser({ name, role: 'staff' }))).toEqual({
        reason: 'invalid',
        field: 'name',
      });
    },
  );

  test.each([
    ['short', 'password'],
    ['aaaaaaaaaaaaaaaa', 'password'],
    ['li.weili.weili', 'password'],
    ['x1'.repeat(200), 'password'],
  ])('may not have the password %s', async (password, field) => {
    const refused = { reason: 'invalid', field };
    expect(await refusalOf(hub.accounts.addUser({ name: 'li.wei', role: 'staff' }, password))).toEqual(
      refused,
    );
    expect(hub.accounts.users()).toHaveLength(1);
    await hub.accounts.addUser({ name: 'li.wei', role: 'staff' });
    expect(await refusalOf(hub.accounts.resetPassword('li.wei', password))).toEqual(refused);
  });

  test('see areas that there are, and are known persons of one line', async () => {
    const add = (more: object) => refusalOf(hub.accounts.addUser({ name: 'li.wei', role: 'staff', ...more }));
    expect(await add({ area: 'nowhere' })).toEqual({ reason: 'invalid', field: 'area' });
    expect(await add({ person: 'a\nb' })).toEqual({ reason: 'invalid', field: 'person' });
    expect(await add({ role: 'root' })).toEqual({ reason: 'invalid', field: 'role' });
  });

  test('that are unknown cannot be changed', async () => {
    const unknown = { reason: 'unknown', field: undefined };
    expect(await refusalOf(hub.accounts.changeUser('nobody', { role: 'admin' }))).toEqual(unknown);
    expect(await refusalOf(hub.accounts.resetPassword('nobody'))).toEqual(unknown);
    expect(await refusalOf(hub.accounts.removeUser('nobody'))).toEqual(unknown);
  });

  test('an administrator of the whole town stays, whatever is tried, also at the same moment', async () => {
    const kept = { reason: 'conflict', field: undefined };
    expect(await refusalOf(hub.accounts.removeUser('admin'))).toEqual(kept);
    for (const change of [{ role: 'manager' as const }, { area: 'east' }, { disabled: true }])
      expect(await refusalOf(hub.accounts.changeUser('admin', change))).toEqual(kept);
    await hub.accounts.addUser({ name: 'zhou', role: 'admin' });
    const both = [hub.accounts.removeUser('admin'), hub.accounts.removeUser('zhou')];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

describe('keys', () => {
  const accepted = (secret: string) => hub.accounts.requesterOfKey(secret);

  test('say who asks, with their scopes and area, also after a restart', async () => {
    const { key, secret } = await hub.accounts.addKey(
      { name: 'city platform', scopes: ['read', 'alerts'], area: 'east' },
      'admin',
    );
    expect(secret).toMatch(/^dh_[\w-]{43}$/);
    expect(key).toMatchObject({ name: 'city platform', createdBy: 'admin', perMinute: 600 });
    await hub.reopen();
    expect(accepted(secret)).toEqual({
      ok: true,
      requester: {
        ...{ kind: 'key', name: 'city platform', role: 'integration', area: 'east' },
        scopes: ['read', 'alerts'],
        keyId: key.id,
      },
    });
    for (const wrong of ['', 'dh_', secret.slice(0, -1), secret.toLowerCase(), key.id])
      expect(accepted(wrong)).toEqual({ ok: false, reason: 'unknown' });
  });

  test('end when they expire, by the clock', async () => {
    const expiresAt = hub.clock.at + DAY_MS;
    const { key, secret } = await hub.accounts.addKey({ name: 'k', scopes: ['read'], expiresAt }, 'admin');
    hub.clock.at = expiresAt - 1;
    expect([accepted(secret).ok, hub.accounts.hasKey(key.id)]).toEqual([true, true]);
    hub.clock.at = expiresAt;
    expect(hub.accounts.hasKey(key.id)).toBe(false);
    expect(accepted(secret)).toEqual({ ok: false, reason: 'unknown' });
  });

  test('end at once when they are removed, for good', async () => {
    const { key, secret } = await hub.accounts.addKey({ name: 'k', scopes: ['read'] }, 'admin');
    hub.clock.at += DAY_MS;
    accepted(secret);
    const removed = hub.accounts.removeKey(key.id);
    expect([accepted(secret).ok, hub.accounts.hasKey(key.id)]).toEqual([false, false]);
    await removed;
    await hub.reopen();
    expect(accepted(secret).ok).toBe(false);
    expect(await refusalOf(hub.accounts.removeKey(key.id))).toEqual({ reason: 'unknown', field: undefined });
  });

  test('have so many requests a minute, spread as they like', async () => {
    const { secret } = await hub.accounts.addKey({ name: 'k', scopes: ['read'], perMinute: 30 }, 'admin');
    const taken = () => Array.from({ length: 40 }, () => accepted(secret)).filter(({ ok }) => ok).length;
    expect(taken()).toBe(30);
    expect(accepted(secret)).toEqual({ ok: false, reason: 'too-many-requests', retryAfterMs: 2_000 });
    hub.clock.at += 2_000;
    expect(taken()).toBe(1);
    hub.clock.at += MINUTE_MS;
    expect(taken()).toBe(30);
    hub.clock.at -= DAY_MS;
    expect(taken()).toBe(0);
    hub.clock.at += 2_000;
    expect(taken()).toBe(1);
  });

  test('tell when they were last used, within minutes', async () => {
    const { secret } = await hub.accounts.addKey({ name: 'k', scopes: ['read'] }, 'admin');
    expect(hub.accounts.keys()[0]?.lastUsedAt).toBeUndefined();
    accepted(secret);
    const at = hub.clock.at;
    hub.clock.at += MINUTE_MS;
    accepted(secret);
    await hub.reopen();
    expect(hub.accounts.keys()[0]?.lastUsedAt).toBe(at);
  });

  test('are refused when they are not sound', async () => {
    const fields = [
      [{ name: ' ' }, 'name'],
      [{ scopes: [] }, 'scopes'],
      [{ scopes: ['all'] }, 'scopes'],
      [{ area: 'nowhere' }, 'area'],
      [{ expiresAt: 1 }, 'expiresAt'],
      [{ perMinute: 0 }, 'perMinute'],
    ] as const;
    for (const [wrong, field] of fields) {
      const input = { name: 'k', scopes: ['read'], ...wrong } as Parameters<typeof hub.accounts.addKey>[0];
      expect(await refusalOf(hub.accounts.addKey(input, 'admin'))).toEqual({ reason: 'invalid', field });
    }
    expect(hub.accounts.keys()).toEqual([]);
    await hub.accounts.addKey({ name: 'City', scopes: ['read'] }, 'admin');
    expect(await refusalOf(hub.accounts.addKey({ name: 'city', scopes: ['read'] }, 'admin'))).toEqual({
      reason: 'conflict',
      field: 'name',
    });
  });
});
