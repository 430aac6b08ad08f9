import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsHub, openAccountsHub } from '../../test/support/accounts-hub.ts';
import { alertOf, caseToken, openApiHub, station } from '../../test/support/api-hub.ts';
import { KEY_SCOPES, type KeyScope } from '../accounts/key.ts';
import { ROLES, type Role } from '../accounts/user.ts';
import { WatchRefusal } from '../watch/watch.ts';
import { rightsPath } from './access/route-of.ts';
import { routesWithRights } from './rights.ts';

/**
 * What is expected, written down without looking at the table of rights. Roles by their first letter; a scope or `-`;
 * and what is answered to somebody whose area is beside that of the target: a status, `hidden` when a list lacks it,
 * `town` when only the whole town will do, `same` when areas do not matter.
 */
const EXPECTED = `
GET /api/v1/stations                        amsvi read   hidden
GET /api/v1/station-levels                  amsvi read   hidden
GET /api/v1/stations/{id}                   amsvi read   404
GET /api/v1/stations/{id}/statistics        amsvi read   404
GET /api/v1/stations/{id}/drop-offs         amsvi read   404
GET /api/v1/stations/{id}/fill-levels       amsvi read   404
GET /api/v1/stations/{id}/emptyings         amsvi read   404
GET /api/v1/stations/{id}/delivery          amsvi read   404
GET /api/v1/stations/{id}/messages          amsi  read   404
GET /api/v1/stations/{id}/registration      amsi  read   404
POST /api/v1/stations                       am    -      409
POST /api/v1/stations/import                am    -      422
PUT /api/v1/stations/{id}                   am    -      404
DELETE /api/v1/stations/{id}                am    -      404
POST /api/v1/stations/{id}/rotate-token     am    -      404
GET /api/v1/areas                           amsvi read   hidden
POST /api/v1/areas                          am    -      409
GET /api/v1/areas/{id}/statistics           amsvi read   404
GET /api/v1/areas/{id}/closure              amsvi read   404
GET /api/v1/alerts                          amsvi read   hidden
GET /api/v1/alerts/{id}                     amsvi read   404
POST /api/v1/alerts                         amsi  alerts 404
POST /api/v1/alerts/{id}/acknowledge        amsi  alerts 404
POST /api/v1/alerts/{id}/assign             amsi  alerts 404
POST /api/v1/alerts/{id}/comment            amsi  alerts 404
POST /api/v1/alerts/{id}/arrived            amsi  alerts 404
POST /api/v1/alerts/{id}/emptied            amsi  alerts 404
POST /api/v1/alerts/{id}/cannot             amsi  alerts 404
POST /api/v1/alerts/{id}/postpone           amsi  alerts 404
POST /api/v1/alerts/{id}/close              amsi  alerts 404
POST /api/v1/alerts/{id}/void               amsi  alerts 404
POST /api/v1/alerts/{id}/confirm-void       amsi  alerts 404
POST /api/v1/alerts/{id}/refuse-void        amsi  alerts 404
POST /api/v1/alerts/{id}/spot-check         am    -      404
POST /api/v1/alerts/{id}/attach-case        amsi  alerts 404
POST /api/v1/alerts/{id}/close-outside      amsi  alerts 404
GET /api/v1/advisories                      amsvi read   hidden
GET /api/v1/collection-plan                 amsvi read   hidden
GET /api/v1/duty                            amsvi read   hidden
GET /api/v1/stream                          amsvi read   404
GET /api/v1/silences                        amsvi read   hidden
POST /api/v1/silences                       am    -      404
POST /api/v1/silences/{id}/end              am    -      404
POST /api/v1/ingest                         -     ingest same
GET /api/v1/rejections                      amsi  read   hidden
POST /api/v1/rejections/replay              am    -      same
GET /api/v1/refused-connections             amsi  read   hidden
GET /api/v1/users                           a     -      town
POST /api/v1/users                          a     -      town
PATCH /api/v1/users/{name}                  a     -      town
DELETE /api/v1/users/{name}                 a     -      town
POST /api/v1/users/{name}/reset-password    a     -      town
GET /api/v1/api-keys                        a     -      town
POST /api/v1/api-keys                       a     -      town
DELETE /api/v1/api-keys/{id}                a     -      town
GET /api/v1/audit                           a     -      town
GET /api/v1/audit/export                    a     -      town
GET /api/v1/notifiers                       am    -      hidden
POST /api/v1/notifiers/{name}/test          am    -      404
GET /metrics                                am    read   town
GET /api/v1/session                         open
POST /api/v1/session                        open
GET /healthz                                open
GET /readyz                                 open
GET /openapi.json                           open
GET /docs                                   open
GET /docs/style.css                         open
GET /case/style.css                         open
GET /case/{token}                           open
POST /case/{token}/{deed}                   open
POST /api/v1/session/password               amsvi -      same
DELETE /api/v1/session                      amsvi -      same
`;

interface Expectation {
  route: string;
  open: boolean;
  roles: ReadonlySet<string>;
  scope: string;
  beyond: string;
}

const expectations: Expectation[] = EXPECTED.trim()
  .split('\n')
  .map((line) => {
    const [method, path, roles = '', scope = '-', beyond = 'same'] = line.split(/\s+/);
    return { route: `${method} ${path}`, open: roles === 'open', roles: new Set(roles), scope, beyond };
  });

/** The target stands in e-1, below east, below town; west is beside east. */
const PLACES = { town: undefined, parent: 'east', own: 'e-1', sibling: 'west' } as const;
type Place = keyof typeof PLACES;

interface Asker {
  name: string;
  place: Place;
  role?: Role;
  scope?: KeyScope;
  headers: Record<string, string>;
}

const ALERT = 'bin-full.s-1.food.mhw3k0zc';
const SILENCE = 'sil-1';
let hub: AccountsHub;
const askers: Asker[] = [{ name: 'nobody', place: 'town', headers: {} }];
let asked = 0;

beforeAll(async () => {
  hub = await openAccountsHub({ loopbackOnly: false });
  await hub.registry.addStations([station('s-1'), station('s-w', { grid: 'west' })]);
  fill(hub);
  await hub.accounts.addUser({ name: 'target', role: 'viewer' });
  for (const [place, area] of Object.entries(PLACES) as [Place, string | undefined][]) {
    for (const role of ROLES) askers.push(await userAsker(place, area, role));
    for (const scope of KEY_SCOPES) askers.push(await keyAsker(place, area, scope));
  }
});
afterAll(() => hub.close());

/** `role-place` */
const passwords = new Map<string, string>();

async function userAsker(place: Place, area: string | undefined, role: Role): Promise<Asker> {
  const name = `${role}-${place}`;
  const { password } = await hub.accounts.addUser({ name, role, ...(area !== undefined && { area }) });
  passwords.set(name, password);
  return { name, place, role, headers: await hub.signIn(name, password) };
}

async function keyAsker(place: Place, area: string | undefined, scope: KeyScope): Promise<Asker> {
  const name = `key-${scope}-${place}`;
  const input = { name, scopes: [scope], perMinute: 10_000, ...(area !== undefined && { area }) };
  const { secret } = await hub.accounts.addKey(input, 'test');
  return { name, place, scope, headers: { authorization: `Bearer ${secret}` } };
}

/** Something in e-1 of everything, so that each list has something to hide. */
function fill({ watch, quarantine, refused, duty, notifierFacts }: AccountsHub): void {
  const alert = alertOf({ id: ALERT });
  watch.alert = async (id) => (id === ALERT ? alert : undefined);
  watch.alerts = async ({ grids }) => ({ items: !grids || grids.includes(alert.grid) ? [alert] : [] });
  watch.act = async (id) => {
    if (id !== ALERT) throw new WatchRefusal('unknown-alert', 'cannot find the alert');
    return alert;
  };
  watch.report = async () => alert;
  const silence = { id: SILENCE, scope: { area: 'e-1' }, reason: 'works', by: 'li', at: 0, until: 4e12 };
  watch.silences = async () => [silence];
  watch.addSilence = async () => silence;
  watch.endSilence = async () => silence;
  watch.advisories = async () => [
    {
      ...{ id: 'adv-1', kind: 'full', grid: 'e-1', stream: 'food', station: 's-1', bins: [] },
      ...{ alternatives: [], since: 0, validUntil: 1 },
    } as never,
  ];
  const rejection = {
    id: 'r-1',
    type: 'rejection',
    station: 's-1',
    topic: 't',
    receivedAt: 0,
    reason: 'bad-json',
  };
  quarantine.list = async ({ sees = () => true }) => ({
    items: [rejection as never].filter(() => sees('s-1')),
  });
  refused.push({ user: 's-1', address: '10.0.0.1', reason: 'wrong-token', count: 1, firstAt: 0, lastAt: 0 });
  const person = (id: string) => ({ id, name: id, roles: ['driver'] as const, contacts: [] });
  duty.changesOf = (area) => (area === 'e-1' ? [0] : []);
  duty.onDuty = (area, role) =>
    ({ area, role, a: person(`of-${area}`), from: 0, until: 1 }) as unknown as ReturnType<typeof duty.onDuty>;
  notifierFacts.push({
    ...{ name: 'group-e-1', kind: 'wecom', lang: 'en', grids: ['e-1'] },
    ...{ leastSeverity: 'notice', onlyAddressed: false },
  });
}

/** What tells that the list shows the target. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  'GET /api/v1/stations': /"s-1"/,
  'GET /api/v1/station-levels': /"s-1"/,
  'GET /api/v1/areas': /"id":"e-1"/,
  'GET /api/v1/alerts': /bin-full\.s-1/,
  'GET /api/v1/advisories': /"adv-1"/,
  'GET /api/v1/collection-plan': /"s-1"/,
  'GET /api/v1/duty': /"of-e-1"/,
  'GET /api/v1/silences': /"sil-1"/,
  'GET /api/v1/rejections': /"r-1"/,
  'GET /api/v1/refused-connections': /"s-1"/,
  'GET /api/v1/notifiers': /"group-e-1"/,
};

const json = (body: object): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const newStation = (id: string) => {
  const { name, grid, bins } = station(id);
  return { name, grid, bins };
};
const CSV_HEAD = 'id,name,grid,latitude,longitude,bins';

/** What is sent, and where it is not plain from the route. `isLet`: what is used up must be there. */
const ASKED: Readonly<Record<string, (isLet: boolean) => Promise<[string | undefined, RequestInit?]>>> = {
  'POST /api/v1/stations': async () => [undefined, json({ id: `n-${asked}`, ...newStation('x') })],
  'POST /api/v1/stations/import': async () => [
    undefined,
    { headers: { 'content-type': 'text/csv' }, body: `${CSV_HEAD}\nc-${asked},C,e-1,29.5,106.6,food:240\n` },
  ],
  'PUT /api/v1/stations/{id}': async () => [undefined, json(newStation('x'))],
  'DELETE /api/v1/stations/{id}': async () => {
    await hub.registry.addStations([station(`d-${asked}`)]);
    return [`/api/v1/stations/d-${asked}`];
  },
  'POST /api/v1/areas': async () => [undefined, json({ id: `a-${asked}`, name: 'A', parent: 'e-1' })],
  'POST /api/v1/alerts': async () => [undefined, json({ station: 's-1', kind: 'litter' })],
  'POST /api/v1/alerts/{id}/assign': async () => [undefined, json({ to: 'wang' })],
  'POST /api/v1/alerts/{id}/comment': async () => [undefined, json({ note: 'n' })],
  'POST /api/v1/alerts/{id}/cannot': async () => [undefined, json({ note: 'n' })],
  'POST /api/v1/alerts/{id}/postpone': async () => [
    undefined,
    json({ until: '2026-11-23T06:00:00Z', reason: 'rain' }),
  ],
  'POST /api/v1/alerts/{id}/close': async () => [undefined, json({ note: 'n' })],
  'POST /api/v1/alerts/{id}/void': async () => [undefined, json({ reason: 'n' })],
  'POST /api/v1/alerts/{id}/spot-check': async () => [undefined, json({ agreed: true })],
  'POST /api/v1/alerts/{id}/attach-case': async () => [undefined, json({ number: '1' })],
  'GET /api/v1/stream': async () => ['/api/v1/stream?area=e-1', { method: 'HEAD' }],
  'POST /api/v1/silences': async () => [
    undefined,
    json({ scope: { area: 'e-1' }, reason: 'r', until: '2026-11-24T00:00:00Z' }),
  ],
  'POST /api/v1/ingest': async () => [undefined, json({ station: 's-1', type: 'emptied' })],
  'POST /api/v1/rejections/replay': async () => [undefined, json({ ids: ['r-1'] })],
  'POST /api/v1/users': async () => [undefined, json({ name: `u-${asked}`, role: 'viewer' })],
  'PATCH /api/v1/users/{name}': async () => ['/api/v1/users/target', json({ person: 'Target' })],
  'POST /api/v1/users/{name}/reset-password': async () => ['/api/v1/users/target/reset-password'],
  'DELETE /api/v1/users/{name}': async (isLet) => {
    if (isLet) await hub.accounts.addUser({ name: `gone-${asked}`, role: 'viewer' });
    return [`/api/v1/users/gone-${asked}`];
  },
  'POST /api/v1/api-keys': async () => [undefined, json({ name: `k-${asked}`, scopes: ['read'] })],
  'DELETE /api/v1/api-keys/{id}': async () => {
    const { key } = await hub.accounts.addKey({ name: `gone-${asked}`, scopes: ['read'] }, 'test');
    return [`/api/v1/api-keys/${key.id}`];
  },
  'POST /api/v1/notifiers/{name}/test': async () => ['/api/v1/notifiers/group-e-1/test'],
  'GET /case/{token}': async () => [`/case/${caseToken({ alertId: ALERT })}`],
  'POST /case/{token}/{deed}': async () => [
    `/case/${caseToken({ alertId: ALERT })}/accept`,
    { body: new URLSearchParams({ name: 'li' }) },
  ],
};

/** Reached, though what was sent is refused there: the session is needed for the next route. */
const REACHED: Readonly<Record<string, number>> = {
  'POST /api/v1/session': 422,
  'POST /api/v1/session/password': 422,
};

async function ask(route: string, { headers }: Asker, isLet: boolean): Promise<Response> {
  asked += 1;
  const [method = '', path = ''] = route.split(' ');
  const place = path
    .replace('/alerts/{id}', `/alerts/${ALERT}`)
    .replace('/areas/{id}', '/areas/e-1')
    .replace('/silences/{id}', `/silences/${SILENCE}`)
    .replace('{id}', 's-1');
  const [target = place, init = method === 'GET' || method === 'DELETE' ? {} : json({})] =
    (await ASKED[route]?.(isLet)) ?? [];
  return hub.api.request(target, { method, ...init, headers: { ...headers, ...init.headers } });
}

function isLetIn({ roles, scope, open, beyond }: Expectation, asker: Asker): boolean {
  if (open) return true;
  if (beyond === 'town' && asker.place !== 'town') return false;
  if (asker.scope !== undefined) return scope === asker.scope;
  return asker.role !== undefined && roles.has(asker.role.slice(0, 1));
}

function expectedStatus(expectation: Expectation, asker: Asker): number | 'let' {
  if (!isLetIn(expectation, asker)) return asker.name === 'nobody' ? 401 : 403;
  const beyond = Number(expectation.beyond);
  if (asker.place === 'sibling' && beyond > 0) return beyond;
  return REACHED[expectation.route] ?? 'let';
}

describe('F73 every route, every role, every place', () => {
  it('has its row, and each row its route', () => {
    const routes = hub.api.routes.filter(({ method }) => method !== 'ALL');
    const names = new Set(routes.map(({ method, path }) => `${method} ${rightsPath(path)}`));
    expect(new Set(routesWithRights())).toEqual(names);
    expect(new Set(expectations.map(({ route }) => route))).toEqual(names);
  });

  it.each(expectations)('$route', async (expectation) => {
    const wrong: unknown[] = [];
    for (const asker of askers) {
      const expected = expectedStatus(expectation, asker);
      const response = await ask(expectation.route, asker, expected === 'let');
      const { status } = response;
      const isRight = expected === 'let' ? status < 400 : status === expected;
      const text = await response.text();
      const shown = SHOWN[expectation.route];
      const isShown = shown && status === 200 ? shown.test(text) : undefined;
      const shouldShow = isShown === undefined ? undefined : asker.place !== 'sibling';
      if (!isRight || isShown !== shouldShow)
        wrong.push({ asker: asker.name, expected, status, isShown, text: text.slice(0, 200) });
    }
    expect(wrong).toEqual([]);
    expect(SHOWN[expectation.route] !== undefined).toBe(expectation.beyond === 'hidden');
  });

  it('is refused when its row is missing, whoever asks', async () => {
    const other = await openApiHub({ openOnLoopback: true });
    other.api.get('/api/v1/without-a-row', (c) => c.text('secret'));
    const response = await other.api.request('/api/v1/without-a-row');
    expect([response.status, await response.text()]).toEqual([403, expect.not.stringContaining('secret')]);
    await other.close();
  });
});

describe('what is out of sight', () => {
  let west: Record<string, string>;
  beforeAll(async () => {
    west = await hub.signIn('manager-sibling', passwords.get('manager-sibling') ?? '');
  });
  const bodyOf = async (path: string, init: RequestInit = {}) => {
    const headers = { ...west, ...init.headers };
    const response = await hub.api.request(path, { ...init, headers });
    const { requestId: _, instance: __, ...body } = (await response.json()) as Record<string, unknown>;
    return JSON.stringify([response.status, body]);
  };

  it.each([
    ['/api/v1/stations/{}', 's-1', 'no-such', {}],
    ['/api/v1/stations/{}?x=1', 's-1', 'no-such', {}],
    ['/api/v1/stations/{}/rotate-token', 's-1', 'no-such', { method: 'POST' }],
    ['/api/v1/areas/{}/statistics', 'e-1', 'no-such', {}],
    ['/api/v1/areas/{}/statistics', 'town', 'no-such', {}],
    ['/api/v1/areas/{}/closure?x=1', 'east', 'no-such', {}],
    ['/api/v1/stations?area={}', 'east', 'no-such', {}],
    ['/api/v1/stream?station={}', 's-1', 'no-such', {}],
    ['/api/v1/alerts/{}', ALERT, 'bin-full.no-such.food.mhw3k0zc', {}],
    [
      '/api/v1/alerts/{}/acknowledge',
      ALERT,
      'bin-full.no-such.food.mhw3k0zc',
      { method: 'POST', ...json({}) },
    ],
    ['/api/v1/silences/{}/end', SILENCE, 'no-such', { method: 'POST', ...json({}) }],
    ['/api/v1/notifiers/{}/test', 'group-e-1', 'no-such', { method: 'POST' }],
  ])('%s is answered for %s as for %s', async (path, hidden, unknown, init: RequestInit) => {
    const there = await bodyOf(path.replace('{}', hidden), init);
    const nowhere = await bodyOf(path.replace('{}', unknown), init);
    expect(there).toMatch(/^\[404,/);
    expect(there.replaceAll(hidden, unknown)).toBe(nowhere);
  });

  it('is not named by conflicts', async () => {
    const added = await bodyOf('/api/v1/stations', {
      method: 'POST',
      ...json({ id: 'x-1', ...newStation('x') }),
    });
    expect(added).not.toMatch(/town|east/);
  });

  it('cannot be moved into', async () => {
    const moved = await bodyOf('/api/v1/stations/s-w', { method: 'PUT', ...json(newStation('x')) });
    expect(moved).toMatch(/^\[409,/);
    expect(hub.registry.station('s-w')?.grid).toBe('west');
  });

  it('a silence of the whole town is not made by somebody who does not see it', async () => {
    const silence = { scope: { rule: 'bin-full' }, reason: 'r', until: '2026-11-24T00:00:00Z' };
    expect(await bodyOf('/api/v1/silences', { method: 'POST', ...json(silence) })).toMatch(
      /^\[422,.*scope\.area/,
    );
  });
});
