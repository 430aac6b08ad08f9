import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsHub, openAccountsHub } from '../../../test/support/accounts-hub.ts';
import { NOW } from '../../../test/support/api-hub.ts';

let hub: AccountsHub;
let admin: Record<string, string>;
beforeAll(async () => {
  hub = await openAccountsHub();
  admin = await hub.signIn('admin', hub.adminPassword);
});
afterAll(() => hub.close());

interface Answer {
  code?: string;
  errors?: { path: string }[];
  user?: { name: string };
  password?: string;
  secret?: string;
  key?: { id: string };
  items?: object[];
}

async function send(method: string, path: string, body?: object) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers: { ...type, ...admin }, body: body && JSON.stringify(body) };
  const response = await hub.api.request(`/api/v1${path}`, init as RequestInit);
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer };
}

describe('users', () => {
  it('are added with a password that the hub makes and shows once', async () => {
    const user = { name: 'li', role: 'staff', area: 'e-1', person: '李伟' };
    const { status, body } = await send('POST', '/users', user);
    expect([status, body.user]).toEqual([
      201,
      { ...user, createdAt: new Date(NOW).toISOString(), disabled: false },
    ]);
    await hub.signIn('li', body.password ?? '');
    const { body: list } = await send('GET', '/users');
    expect(list.items).toMatchObject([{ name: 'admin', role: 'admin' }, user]);
    expect(JSON.stringify(list)).not.toContain(body.password);
  });

  it.each([
    [{ name: 'LI', role: 'viewer' }, 409, 'conflict'],
    [{ name: 'a b', role: 'viewer' }, 422, 'invalid-body'],
    [{ name: 'x', role: 'root' }, 422, 'invalid-body'],
    [{ name: 'x', role: 'viewer', area: 'nowhere' }, 422, 'invalid-body'],
    [{ name: 'x', role: 'viewer', password: 'short' }, 422, 'invalid-body'],
    [{ name: 'x', role: 'viewer', person: 'a\nb'.repeat(30) }, 422, 'invalid-body'],
  ])('are not added as %j', async (user, status, code) => {
    expect(await send('POST', '/users', user)).toMatchObject({ status, body: { code } });
  });

  it('are changed in what is given', async () => {
    const changed = await send('PATCH', '/users/li', { role: 'manager', area: null });
    expect(changed).toMatchObject({ status: 200, body: { name: 'li', role: 'manager', person: '李伟' } });
    expect(changed.body).not.toHaveProperty('area');
    expect((await send('PATCH', '/users/li', {})).status).toBe(422);
    expect((await send('PATCH', '/users/nobody', { disabled: true })).status).toBe(404);
    expect((await send('PATCH', '/users/li', { area: 'nowhere' })).body.errors).toMatchObject([
      { path: 'area' },
    ]);
  });

  it('are locked out by taking their right away, and let in again', async () => {
    const { password = '' } = (await send('POST', '/users/li/reset-password')).body;
    const headers = { cookie: (await hub.signIn('li', password)).cookie };
    expect((await hub.api.request('/api/v1/stations', { headers })).status).toBe(200);
    await send('PATCH', '/users/li', { disabled: true });
    expect((await hub.api.request('/api/v1/stations', { headers })).status).toBe(401);
    await expect(hub.signIn('li', password)).rejects.toThrow('wrong');
    await send('PATCH', '/users/li', { disabled: false });
    await hub.signIn('li', password);
  });

  it('leave one administrator at least', async () => {
    expect((await send('DELETE', '/users/admin')).status).toBe(409);
    expect((await send('PATCH', '/users/admin', { role: 'viewer' })).status).toBe(409);
    expect((await send('DELETE', '/users/li')).status).toBe(204);
    expect((await send('DELETE', '/users/li')).status).toBe(404);
  });
});

describe('keys', () => {
  it('are made for scopes, shown once, and ended', async () => {
    const input = { name: 'crm', scopes: ['read'], area: 'west', expiresAt: '2027-01-01T00:00:00Z' };
    const { status, body } = await send('POST', '/api-keys', input);
    expect([status, body.key]).toEqual([
      201,
      {
        ...{ ...input, expiresAt: '2027-01-01T00:00:00.000Z', perMinute: 600, createdBy: 'admin' },
        ...{ id: expect.any(String), createdAt: new Date(NOW).toISOString() },
      },
    ]);
    expect(body.secret).toMatch(/^dh_[\w-]{43}$/);
    const { body: list } = await send('GET', '/api-keys');
    expect(JSON.stringify(list)).not.toContain(body.secret);
    expect(list.items).toHaveLength(1);
    expect((await send('DELETE', `/api-keys/${body.key?.id}`)).status).toBe(204);
    expect((await send('DELETE', `/api-keys/${body.key?.id}`)).status).toBe(404);
  });

  it.each([
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['write'] },
    { name: 'x', scopes: ['read'], area: 'nowhere' },
    { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' },
    { name: 'x', scopes: ['read'], perMinute: 0 },
    { name: '', scopes: ['read'] },
  ])('are not made as %j', async (input) => {
    expect(await send('POST', '/api-keys', input)).toMatchObject({
      status: 422,
      body: { code: 'invalid-body' },
    });
  });
});

describe('notifiers', () => {
  beforeAll(() => {
    hub.notifierFacts.push({
      ...{ name: 'duty-group', kind: 'wecom', lang: 'zh-CN', grids: [] },
      ...{ leastSeverity: 'notice', onlyAddressed: false },
    });
  });

  it('are listed as they are set', async () => {
    const { body } = await send('GET', '/notifiers');
    expect(body.items).toEqual([
      {
        ...{ name: 'duty-group', kind: 'wecom', lang: 'zh-CN', grids: [] },
        ...{ leastSeverity: 'notice', onlyAddressed: false },
      },
    ]);
  });

  it('say whether they take a test message', async () => {
    const { status, body } = await send('POST', '/notifiers/duty-group/test');
    expect([status, body]).toEqual([200, { taken: true, answer: 'duty-group: ok' }]);
    expect((await send('POST', '/notifiers/office/test')).status).toBe(404);
  });
});
