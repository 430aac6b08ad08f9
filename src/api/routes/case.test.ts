import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, caseToken, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { Alert } from '../../watch/alerts/alert.ts';
import type { OnDuty, Person } from '../../watch/duty/duty.ts';
import { type RefusalReason, WatchRefusal } from '../../watch/watch.ts';

const TOKEN = 'correct-horse-battery-staple';
const ORIGIN = 'http://localhost';

function alert(more: Partial<Alert> = {}): Alert {
  return {
    id: 'bin-full.s-1.food.mhw3k0zc',
    identity: 'bin-full.s-1.food',
    rule: 'bin-full',
    kind: 'full',
    state: 'firing',
    severity: 'warning',
    station: 's-1',
    grid: 'e-1',
    stream: 'food',
    binIds: ['food-1'],
    since: NOW - 35 * 60_000,
    firedAt: NOW - 30 * 60_000,
    reopened: 0,
    reports: 0,
    nextEvent: 3,
    ...more,
  };
}

function onDuty(...names: string[]): OnDuty {
  const [a, b] = names.map((name) => ({ id: name, name, roles: ['driver' as const], contacts: [] }));
  return { area: 'town', role: 'driver', from: NOW, until: NOW + 1, a: a as Person, ...(b && { b }) };
}

let hub: ApiHub;
let done: unknown[][];
beforeEach(async () => {
  hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
  await hub.registry.addStations([station('s-1', { name: '<b>涂山</b> & "1"' })]);
  done = [];
  hub.watch.alert = async (id) => (id === alert().id ? alert() : undefined);
  hub.watch.act = async (...given) => {
    done.push(given);
    return alert();
  };
});
afterEach(() => hub.close());

async function open(path: string, headers: Record<string, string> = {}) {
  const response = await hub.api.request(path, { headers });
  return { status: response.status, headers: response.headers, page: await response.text() };
}

async function press(deed: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await hub.api.request(`/case/${caseToken()}/${deed}?lang=en`, {
    method: 'POST',
    headers: { origin: ORIGIN, ...headers },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, page: await response.text() };
}

describe('the page of a case', () => {
  it('says what, where, how full, since when, in which state and who has it', async () => {
    hub.watch.alert = async () => alert({ acknowledged: { at: NOW, by: '李伟 (duty-group)' } });
    hub.watch.bins = async () => [{ binId: 'food-1', cleanLevel: 0.914 }] as never;
    const { status, page } = await open(`/case/${caseToken()}`);
    expect(status).toBe(200);
    const shown = [
      '桶已满',
      '涂山镇 &gt; 东社区 &gt; 东一网格',
      '厨余垃圾 food-1',
      '91%，余 21 升',
      '<dd>11-23 09:55（已 35 分钟）',
    ];
    for (const text of [
      ...shown,
      '已接单',
      '<dd>李伟 (duty-group)，11-23 10:30',
      '接单',
      '到场',
      '已清运',
      '无法处理',
    ])
      expect(page).toContain(text);
  });

  it('says both times of a hazard that was heard of much later', async () => {
    const evidence = { kinds: ['fire'], at: NOW - 95 * 60_000, receivedAt: NOW - 35 * 60_000 };
    hub.watch.alert = async () => alert({ rule: 'hazard', kind: 'hazard', evidence });
    const { page } = await open(`/case/${caseToken()}`);
    expect(page).toContain('<dt>发生时间</dt><dd>11-23 08:55（已 1 小时 35 分钟）</dd>');
    expect(page).toContain('<dt>收到时间</dt><dd>11-23 09:55</dd>');
  });

  it.each([
    ['', 'en-GB,zh;q=0.5', 'en'],
    ['', 'zh-CN,en;q=0.5', 'zh-CN'],
    ['', 'fr', 'zh-CN'],
    ['?lang=en', 'zh-CN', 'en'],
    ['?lang=zh-CN', 'en', 'zh-CN'],
    ['?lang=<script>', 'en', 'en'],
  ])('with %s and a browser of %s is in %s', async (query, accepted, language) => {
    const { page } = await open(`/case/${caseToken()}${query}`, { 'accept-language': accepted });
    expect(page).toContain(`<html lang="${language}">`);
  });

  it('lets nothing of devices and people become markup', async () => {
    const evil = '"><script>alert(1)</script>';
    hub.watch.alert = async () =>
      alert({
        binIds: [evil],
        cannot: { at: NOW, by: evil, note: evil },
        report: { kind: 'other', place: evil },
      });
    const { page } = await open(`/case/${caseToken()}`, { cookie: `case-name=${encodeURIComponent(evil)}` });
    expect(page).not.toMatch(/<script|<b>|alert\(1\)<\//);
    expect(page).toContain('&lt;b&gt;涂山&lt;/b&gt; &amp; &quot;1&quot;');
  });

  it('asks for nothing from elsewhere, runs nothing, and is kept nowhere', async () => {
    const { headers, page } = await open(`/case/${caseToken()}`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    // With `no-referrer` a browser would post the forms as of another origin.
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(page).not.toMatch(/<script|style="|https?:|="\//);
    expect((await open('/case/style.css')).headers.get('content-type')).toContain('text/css');
  });

  it('offers the names of those on duty there, and a field for any other', async () => {
    const asked: unknown[] = [];
    hub.duty.onDuty = (grid, role, at) => {
      asked.push([grid, at]);
      return role === 'driver'
        ? onDuty('张伟', '王强')
        : role === 'cleaner'
          ? onDuty('李娜', '张伟')
          : undefined;
    };
    const chosen = (page: string) =>
      [...page.matchAll(/value="([^"]*)" required (checked)?/g)].map(([, name, checked]) => [
        name,
        !!checked,
      ]);
    const names = ['张伟', '王强', '李娜', ''];
    const fresh = await open(`/case/${caseToken()}`);
    expect(chosen(fresh.page)).toEqual(names.map((name) => [name, false]));
    expect(asked).toContainEqual(['e-1', NOW]);
    const cookie = (name: string) => ({ cookie: `case-name=${encodeURIComponent(name)}` });
    const known = await open(`/case/${caseToken()}`, cookie('李娜'));
    expect(chosen(known.page)).toEqual(names.map((name) => [name, name === '李娜']));
    const other = await open(`/case/${caseToken()}`, cookie('Li Wei'));
    expect(chosen(other.page)).toEqual(names.map((name) => [name, name === '']));
    expect(other.page).toContain('name="otherName" value="Li Wei"');
  });

  it('has a field for the name alone where nobody is on duty', async () => {
    const { page } = await open(`/case/${caseToken()}`);
    expect(page).not.toContain('type="radio"');
    expect(page).toMatch(/name="otherName" value="" [^>]*required/);
  });

  it('of a closed case says so and has no buttons', async () => {
    hub.watch.alert = async () => alert({ state: 'resolved', resolved: { at: NOW, reason: 'emptied' } });
    const { page } = await open(`/case/${caseToken()}`);
    expect(page).toContain('已办结');
    expect(page).not.toContain('<form');
  });
});

describe('the link', () => {
  it.each([
    ['expired', () => caseToken({ expiresAt: NOW }), 410, '链接已过期'],
    ['of another hub', () => caseToken({}, Buffer.alloc(32, 8)), 404, '链接无效'],
    ['cut off', () => caseToken().slice(0, -1), 404, '链接无效'],
    ['of a case long closed', () => caseToken({ alertId: 'bin-full.s-9' }), 404, '此告警已不在平台中'],
  ])('that is %s gets a page that says what to do, and changes nothing', async (_, token, status, title) => {
    const shown = await open(`/case/${token()}`);
    expect([shown.status, shown.page.includes(title)]).toEqual([status, true]);
    expect(shown.page).toMatch(/主管/);
    if (title === '此告警已不在平台中') return;
    const pressed = await hub.api.request(`/case/${token()}/accept`, {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: new URLSearchParams({ name: '李伟' }),
    });
    expect([pressed.status, done]).toEqual([status, []]);
  });

  it('opens nothing else of the hub', async () => {
    const token = caseToken();
    const reachable = new Set<string>();
    for (const { method, path } of hub.api.routes) {
      if (method === 'ALL') continue;
      const filled = path
        .replace(/:deed\{.*\}/, 'accept')
        .replace(':token', token)
        .replace(/[:{]\w+\}?/g, 's-1');
      for (const address of [filled, `${filled}?token=${token}`, `${filled}/case/${token}`]) {
        const response = await hub.api.request(address, { method, headers: { cookie: `token=${token}` } });
        if (response.status !== 401 && response.status !== 404) reachable.add(`${method} ${path}`);
      }
      const bearer = await hub.api.request(filled, { method, headers: { authorization: `Bearer ${token}` } });
      expect(bearer.status).toBe(401);
    }
    const free = ['/api/v1/session', '/healthz', '/readyz', '/openapi.json', '/docs', '/docs/style.css'];
    const ofCases = ['GET /case/style.css', 'GET /case/:token'];
    const pressing = [...reachable].filter((route) => route.startsWith('POST'));
    expect(pressing).toEqual([
      'POST /case/:token/:deed{accept|arrived|emptied|cannot}',
      'POST /api/v1/session',
    ]);
    expect(reachable).toEqual(new Set([...free.map((path) => `GET ${path}`), ...ofCases, ...pressing]));
    for (const path of [`/case/${token}/events`, '/case', `/case/${token}/accept/more`, `/x/case/${token}`])
      expect([404, 405]).toContain((await open(path)).status);
  });

  it('stays out of the log when the hub fails', async () => {
    hub.watch.alert = () => Promise.reject(new Error('the watch has ended'));
    const { status, page } = await open(`/case/${caseToken()}`);
    expect([status, page.includes('暂时无法显示')]).toEqual([503, true]);
    expect(hub.errors).toEqual(['cannot show a case']);
  });
});

describe('a button', () => {
  it.each([
    ['accept', { do: 'acknowledge' }],
    ['arrived', { do: 'arrive' }],
    ['emptied', { do: 'say-emptied' }],
    ['cannot', { do: 'cannot', note: '门锁 着' }],
  ])('%s is done in the name of whoever pressed it, then the page is shown again', async (deed, action) => {
    const note: Record<string, string> = deed === 'cannot' ? { note: '门锁\u0007着' } : { note: ' ' };
    const { status, headers } = await press(deed, { name: ' 李伟 ', ...note });
    expect(done).toEqual([[alert().id, action, '李伟 (duty-group)']]);
    expect([status, headers.get('location')]).toEqual([303, `../${caseToken()}?said=${deed}&lang=en`]);
    const cookie = headers.get('set-cookie');
    expect(cookie).toContain(`case-name=${encodeURIComponent('李伟')};`);
    for (const part of ['HttpOnly', 'Path=/case', 'SameSite=Lax', 'Max-Age=2592000'])
      expect(cookie?.split('; ')).toContain(part);
  });

  it('is pressed by whoever types a name as well', async () => {
    await press('accept', { name: '', otherName: '李伟' });
    expect(done).toEqual([[alert().id, { do: 'acknowledge' }, '李伟 (duty-group)']]);
  });

  it('pressed twice does it once', async () => {
    let now = alert();
    hub.watch.alert = async () => now;
    hub.watch.act = async (...given) => {
      done.push(given);
      now = alert({ arrived: { at: NOW, by: given[2] } });
      return now;
    };
    const both = await Promise.all([press('arrived', { name: '李伟' }), press('arrived', { name: '李伟' })]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(done).toHaveLength(1);
  });

  it.each([
    ['accept', { name: ' ' }, 'Choose or write your name first'],
    ['accept', { name: '', otherName: ' ' }, 'Choose or write your name first'],
    ['accept', {}, 'Choose or write your name first'],
    ['accept', { name: 'x'.repeat(29) }, 'At most 28 characters'],
    ['cannot', { name: 'Li' }, 'write the reason'],
    ['emptied', { name: 'Li', note: 'x'.repeat(501) }, 'At most 28 characters'],
  ])('%s with %j says what is missing and keeps what was typed', async (deed, fields, words) => {
    const { status, page } = await press(deed, fields as Record<string, string>);
    expect([status, done]).toEqual([422, []]);
    expect(page).toContain(words);
    expect(page).toContain(`href="../style.css"`);
    if ('note' in fields) expect(page).toContain(fields.note);
  });

  it.each<[RefusalReason, string]>([
    ['already-acknowledged', 'Somebody else has accepted'],
    ['not-open', 'This case is closed'],
  ])('that cannot be done says why: %s', async (reason, words) => {
    hub.watch.act = () => Promise.reject(new WatchRefusal(reason, 'cannot'));
    const { status, page } = await press('accept', { name: 'Li' });
    expect([status, page.includes(words)]).toEqual([409, true]);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }])(
    'is not pressed by a page of %j',
    async (headers) => {
      expect((await press('accept', { name: 'Li' }, headers)).status).toBe(403);
      expect(done).toEqual([]);
    },
  );
});
