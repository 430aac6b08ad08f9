import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccountsHub, openAccountsHub } from '../../../test/support/accounts-hub.ts';
import { station } from '../../../test/support/api-hub.ts';
import type { Log } from '../../log.ts';

interface SessionView {
  kind: string;
  user?: { name: string; person: string; role: string; area?: string };
  csrfToken?: string;
  rights: string[];
  openOnLoopback: boolean;
}

const PASSWORD = 'correct-horse-battery';
const PROXY = '10.0.0.9';
let hub: AccountsHub;
/** All that was logged, fields and texts. */
const logged: unknown[] = [];

beforeAll(async () => {
  const note = (...line: unknown[]) => void logged.push(line);
  const log: Log = { debug: note, info: note, warn: note, error: note } as unknown as Log;
  hub = await openAccountsHub({ trustedProxies: [PROXY] }, { log });
  await hub.registry.addStations([station('s-1')]);
  const staff = { name: 'li', role: 'staff', area: 'e-1', person: '李伟' } as const;
  await hub.accounts.addUser(staff, PASSWORD);
  await hub.accounts.addUser({ name: 'wang', role: 'manager' }, PASSWORD);
});
afterAll(() => hub.close());
/** Failed tries of the test before are forgotten. */
beforeEach(() => {
  hub.time.now += 7_200_000;
});

interface Asked {
  method?: string;
  body?: object;
  headers?: Record<string, string>;
  from?: string;
  tls?: boolean;
}

function ask(path: string, { method = 'GET', body, headers = {}, from = '192.0.2.9', tls }: Asked = {}) {
  const socket = { remoteAddress: from, ...(tls && { encrypted: true }) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers: { ...type, ...headers }, body: body && JSON.stringify(body) };
  return hub.api.request(`http://localhost${path}`, init as RequestInit, { incoming: { url: path, socket } });
}

const signIn = (name: string, password: string, asked: Asked = {}) =>
  ask('/api/v1/session', { method: 'POST', body: { name, password }, ...asked });
const cookieOf = (response: Response) => response.headers.get('set-cookie') ?? '';
const sentCookie = (response: Response) => cookieOf(response).split(';')[0] ?? '';
const viewOf = async (response: Response) => (await response.json()) as SessionView;
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

async function signedIn(name = 'li'): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const response = await signIn(name, PASSWORD);
  expect(response.status).toBe(200);
  return { cookie: sentCookie(response), 'x-csrf-token': (await viewOf(response)).csrfToken ?? '' };
}

describe('a session', () => {
  it('is told to whoever asks, also that there is none', async () => {
    const view = await viewOf(await ask('/api/v1/session'));
    expect(view).toMatchObject({ kind: 'nobody', openOnLoopback: false });
    expect(new Set(view.rights)).toEqual(new Set(['getHealth', 'getReadiness', 'getSession', 'signIn']));
    expect(view).not.toHaveProperty('user');
    expect(view).not.toHaveProperty('csrfToken');
  });

  it('begins with name and password, and says who one is and what one may do', async () => {
    const headers = await signedIn();
    const view = await viewOf(await ask('/api/v1/session', { headers }));
    expect(view).toMatchObject({
      kind: 'user',
      user: { name: 'li', person: '李伟', role: 'staff', area: 'e-1' },
      csrfToken: headers['x-csrf-token'],
    });
    expect(view.rights).toEqual(expect.arrayContaining(['listAlerts', 'acknowledgeAlert', 'signOut']));
    for (const right of ['addStations', 'listUsers', 'addSilence']) expect(view.rights).not.toContain(right);
  });

  it('is a cookie that scripts cannot read and other sites do not send', async () => {
    const cookie = cookieOf(await signIn('li', PASSWORD));
    expect(cookie).toMatch(/^hub_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain('Domain');
  });

  it.each<[string, Asked, boolean]>([
    ['TLS', { tls: true }, true],
    ['a trusted proxy that says https', { from: PROXY, headers: { 'x-forwarded-proto': 'https' } }, true],
    ['a trusted proxy that says http', { from: PROXY, headers: { 'x-forwarded-proto': 'http' } }, false],
    ['anybody who says https', { headers: { 'x-forwarded-proto': 'https' } }, false],
  ])('by %s is kept from plain connections or not', async (_, asked, secure) => {
    expect(cookieOf(await signIn('li', PASSWORD, asked)).includes('; Secure')).toBe(secure);
  });

  it('is always a new one: what an attacker has planted is never signed in', async () => {
    const planted = 'hub_session=planted-planted-planted-planted-planted-plan';
    const first = await signIn('li', PASSWORD, { headers: { cookie: planted } });
    expect(sentCookie(first)).not.toBe(planted);
    expect(await ask('/api/v1/stations', { headers: { cookie: planted } })).toMatchObject({ status: 401 });
    const second = await signIn('li', PASSWORD, { headers: { cookie: sentCookie(first) } });
    expect(sentCookie(second)).not.toBe(sentCookie(first));
    const before = { headers: { cookie: sentCookie(first) } };
    expect((await ask('/api/v1/stations', before)).status).toBe(401);
  });

  it('ends when one signs out, for good', async () => {
    const headers = await signedIn();
    const out = await ask('/api/v1/session', { method: 'DELETE', headers });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toMatch(/^hub_session=; Max-Age=0; Path=\//);
    expect((await ask('/api/v1/stations', { headers })).status).toBe(401);
  });

  it('ends when the role or the area changes', async () => {
    const headers = await signedIn('wang');
    await hub.accounts.changeUser('wang', { area: 'east' });
    expect((await ask('/api/v1/stations', { headers })).status).toBe(401);
    await hub.accounts.changeUser('wang', { area: null });
  });

  it('goes on with a new password; the others end', async () => {
    const [here, elsewhere] = [await signedIn('wang'), await signedIn('wang')];
    const change = (body: object) => ask('/api/v1/session/password', { method: 'POST', headers: here, body });
    const wrong = await change({ current: 'not-the-password', next: 'another-horse-battery' });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ path: 'current' }] });
    expect((await change({ current: PASSWORD, next: 'short' })).status).toBe(422);
    const changed = await change({ current: PASSWORD, next: 'another-horse-battery' });
    expect(changed.status).toBe(200);
    for (const headers of [here, elsewhere])
      expect((await ask('/api/v1/stations', { headers })).status).toBe(401);
    const now = { headers: { cookie: sentCookie(changed) } };
    expect((await ask('/api/v1/stations', now)).status).toBe(200);
    await hub.accounts.resetPassword('wang', PASSWORD);
  });

  it('is not given for a wrong name or password, and which of them is not told', async () => {
    const problems = await Promise.all(
      [signIn('li', 'wrong-wrong-wrong'), signIn('nobody', PASSWORD)].map(async (answer) => {
        const response = await answer;
        const { requestId: _, ...problem } = (await response.json()) as { requestId: string };
        return [response.status, cookieOf(response), problem];
      }),
    );
    expect(problems[0]).toEqual(problems[1]);
    expect(problems[0]).toMatchObject([401, '', { code: 'sign-in-failed' }]);
  });
});

describe('F71 stuffing passwords', () => {
  it('is slowed after a few of 40 tries, and the person gets in from elsewhere', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) {
      const response = await signIn('li', `guess-${n}-guess-guess`, { from: '198.51.100.7' });
      statuses.push(response.status);
      if (response.status !== 429) continue;
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await codeOf(response)).toBe('too-many-tries');
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(10);
    expect((await signIn('li', PASSWORD, { from: '198.51.100.7' })).status).toBe(429);
    expect((await signIn('li', PASSWORD, { from: '203.0.113.5' })).status).toBe(200);
  });

  it('is not hidden by addresses that are made up', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10; n++) {
      const headers = { 'x-forwarded-for': `203.0.113.${n}` };
      const asked = { from: '198.51.100.8', headers };
      statuses.push((await signIn('wang', `guess-${n}-guess-guess`, asked)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('is counted by the address that a trusted proxy tells', async () => {
    const behind = (address: string): Asked => ({ from: PROXY, headers: { 'x-forwarded-for': address } });
    for (let n = 0; n < 8; n++) await signIn('wang', `guess-${n}-guess-guess`, behind('198.51.100.9'));
    expect((await signIn('wang', PASSWORD, behind('198.51.100.9'))).status).toBe(429);
    expect((await signIn('wang', PASSWORD, behind('198.51.100.9, 203.0.113.6'))).status).toBe(200);
  });
});

describe('a forged request', () => {
  const act = (headers: Record<string, string>) =>
    ask('/api/v1/stations/s-1/rotate-token', { method: 'POST', headers });

  it('without the token, with a wrong one or that of another session changes nothing', async () => {
    const right: Record<string, string> = await signedIn('wang');
    const { cookie = '' } = right;
    const other = await signedIn('wang');
    const forged: Record<string, string>[] = [
      { cookie },
      { cookie, 'x-csrf-token': '' },
      { cookie, 'x-csrf-token': 'x'.repeat(43) },
      { cookie, 'x-csrf-token': other['x-csrf-token'] },
    ];
    for (const headers of forged) {
      const response = await act(headers);
      expect([response.status, await codeOf(response)]).toEqual([403, 'csrf']);
    }
    expect((await act(right)).status).toBe(201);
  });

  it('of a page of another site is refused even with it', async () => {
    const headers = { ...(await signedIn('wang')), origin: 'https://evil.example' };
    expect(await codeOf(await act(headers))).toBe('origin-not-allowed');
  });

  it('as a form does not sign anybody in', async () => {
    const body = new URLSearchParams({ name: 'li', password: PASSWORD });
    expect((await hub.api.request('/api/v1/session', { method: 'POST', body })).status).toBe(415);
  });

  it('is no matter for keys, which no browser sends by itself', async () => {
    const { secret } = await hub.accounts.addKey({ name: 'crm', scopes: ['alerts'] }, 'admin');
    const headers = { authorization: `Bearer ${secret}` };
    const report = { station: 's-1', kind: 'litter' };
    expect((await ask('/api/v1/alerts', { method: 'POST', headers, body: report })).status).toBe(404);
  });
});

describe('a key', () => {
  it('may ask as often as it says in a minute, then it waits', async () => {
    const { secret } = await hub.accounts.addKey({ name: 'busy', scopes: ['read'], perMinute: 3 }, 'admin');
    const headers = { authorization: `Bearer ${secret}` };
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await ask('/api/v1/areas', { headers })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const late = await ask('/api/v1/areas', { headers });
    expect(await codeOf(late)).toBe('too-many-requests');
    const seconds = Number(late.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    hub.time.now += seconds * 1_000;
    expect((await ask('/api/v1/areas', { headers })).status).toBe(200);
  });

  it('is nothing once it is removed or has expired', async () => {
    const expiresAt = hub.time.now + 1_000;
    const gone = await hub.accounts.addKey({ name: 'gone', scopes: ['read'] }, 'admin');
    const old = await hub.accounts.addKey({ name: 'old', scopes: ['read'], expiresAt }, 'admin');
    await hub.accounts.removeKey(gone.key.id);
    hub.time.now += 1_000;
    for (const { secret } of [gone, old]) {
      const headers = { authorization: `Bearer ${secret}` };
      expect((await ask('/api/v1/areas', { headers })).status).toBe(401);
    }
  });
});

it('without a session has none to end, and no password', async () => {
  const { secret } = await hub.accounts.addKey({ name: 'all', scopes: ['read', 'alerts'] }, 'admin');
  for (const [env, headers] of [
    [{ local: true }, {}],
    [{}, { authorization: `Bearer ${secret}` }],
  ] as const) {
    const out = await hub.api.request('/api/v1/session', { method: 'DELETE', headers }, env);
    expect(out.status).toBe(403);
    const view = await viewOf(await hub.api.request('/api/v1/session', { headers }, env));
    expect(view.rights).not.toContain('signOut');
    expect(view.rights).toContain('listStations');
  }
});

describe('in whose name', () => {
  let by: string | undefined;
  beforeAll(() => {
    hub.watch.report = async (_, who) => {
      by = who;
      throw new Error('told');
    };
  });
  const report = (headers: Record<string, string>, more: object = {}) =>
    ask('/api/v1/alerts', { method: 'POST', headers, body: { station: 's-1', kind: 'litter', ...more } });

  it('somebody who is signed in acts: in their own, and in no other', async () => {
    const headers = await signedIn();
    await report(headers);
    expect(by).toBe('李伟');
    await report(headers, { by: '李伟' });
    expect(by).toBe('李伟');
    const other = await report(headers, { by: '王芳' });
    expect([other.status, await codeOf(other), by]).toEqual([403, 'forbidden', '李伟']);
  });

  it('a key acts: its own, or that of somebody it names', async () => {
    const { secret } = await hub.accounts.addKey({ name: 'hotline', scopes: ['alerts'] }, 'admin');
    const headers = { authorization: `Bearer ${secret}` };
    await report(headers);
    expect(by).toBe('hotline');
    await report(headers, { by: '居民' });
    expect(by).toBe('居民');
  });
});

it('passwords, keys and tokens are neither in the log nor in the audit trail nor in an answer', async () => {
  const admin = await hub.signIn('admin', hub.adminPassword);
  const post = async (path: string, body: object) => {
    const response = await ask(path, { method: 'POST', headers: admin, body });
    return (await response.json()) as { password?: string; secret?: string; user?: object };
  };
  const made = await post('/api/v1/users', { name: 'new', role: 'viewer' });
  const given = await post('/api/v1/users', { name: 'newer', role: 'viewer', password: 'given-given-1234' });
  const reset = await post('/api/v1/users/new/reset-password', { password: 'reset-reset-1234' });
  const key = await post('/api/v1/api-keys', { name: 'secret-key', scopes: ['read'] });
  await ask(`/api/v1/stations`, { headers: { authorization: `Bearer ${key.secret}x` } });
  await signIn('new', 'typed-in-the-wrong-place');
  await signIn('typed-in-the-wrong-field', 'new');
  expect([given.password, reset.password]).toEqual([undefined, undefined]);

  const secrets = [
    ...[PASSWORD, hub.adminPassword, made.password, key.secret, 'given-given-1234', 'reset-reset-1234'],
    ...[
      'typed-in-the-wrong-place',
      'typed-in-the-wrong-field',
      admin.cookie.slice('hub_session='.length),
      admin['x-csrf-token'],
    ],
  ];
  const trail = JSON.stringify([...hub.accounts.audit.list()]);
  const lists = await Promise.all(
    ['/api/v1/users', '/api/v1/api-keys', '/api/v1/audit?limit=1000', '/api/v1/audit/export'].map(
      async (path) => (await ask(path, { headers: admin })).text(),
    ),
  );
  const shown = [JSON.stringify(logged), trail, ...lists].join('\n');
  expect(trail).toContain('"route":"/api/v1/users"');
  for (const secret of secrets) {
    expect(secret).toMatch(/^.{12,}$/);
    expect(shown).not.toContain(secret);
  }
});
