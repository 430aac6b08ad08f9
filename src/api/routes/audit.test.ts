import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsHub, openAccountsHub } from '../../../test/support/accounts-hub.ts';
import { alertOf, caseToken, NOW, station } from '../../../test/support/api-hub.ts';
import type { AuditEntry } from '../../accounts/audit-trail.ts';

const ALERT = 'bin-full.s-1.food.mhw3k0zc';
const NEW = { name: 'New', grid: 'e-1', bins: [{ stream: 'food', litres: 240 }] };
let hub: AccountsHub;
let admin: Record<string, string>;
let viewer: Record<string, string>;

beforeAll(async () => {
  hub = await openAccountsHub({ token: 'a-token-of-at-least-thirty-two-characters' });
  await hub.registry.addStations([station('s-1')]);
  await hub.accounts.addUser({ name: 'looker', role: 'viewer' }, 'looks-looks-looks');
  admin = await hub.signIn('admin', hub.adminPassword);
  viewer = await hub.signIn('looker', 'looks-looks-looks');
  hub.watch.alert = async () => alertOf();
  hub.watch.act = async () => alertOf();
});
afterAll(() => hub.close());

function send(method: string, path: string, body?: object, headers: Record<string, string> = admin) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers: { ...type, ...headers }, body: body && JSON.stringify(body) };
  const incoming = { url: path, socket: { remoteAddress: '192.0.2.9' } };
  return hub.api.request(path, init as RequestInit, { incoming });
}

/** What the trail has since; newest first. */
async function added(during: () => unknown): Promise<Omit<AuditEntry, 'seq'>[]> {
  const [before] = hub.accounts.audit.list();
  await during();
  const entries = [...hub.accounts.audit.list()];
  return entries.filter(({ seq }) => seq > (before?.seq ?? 0)).map(({ seq: _, ...entry }) => entry);
}

describe('the trail', () => {
  it('has who changed what, when and from where', async () => {
    expect(await added(() => send('POST', '/api/v1/stations', { id: 's-2', ...NEW }))).toEqual([
      {
        ...{ at: NOW, who: { kind: 'user', name: 'admin' }, from: '192.0.2.9', method: 'POST' },
        ...{ route: '/api/v1/stations', target: 's-2', status: 201 },
        changes: { id: 's-2', name: 'New', grid: 'e-1', bins: [{ stream: 'food', litres: 240 }] },
      },
    ]);
    expect(await added(() => send('DELETE', '/api/v1/stations/s-2'))).toMatchObject([
      { route: '/api/v1/stations/{id}', target: 's-2', status: 204 },
    ]);
  });

  it('has what was refused to somebody who is known, and none of strangers', async () => {
    expect(await added(() => send('DELETE', '/api/v1/stations/s-1', undefined, viewer))).toMatchObject([
      { who: { kind: 'user', name: 'looker' }, target: 's-1', status: 403 },
    ]);
    const { 'x-csrf-token': _, ...forged } = admin;
    expect(await added(() => send('DELETE', '/api/v1/stations/s-1', undefined, forged))).toMatchObject([
      { who: { name: 'admin' }, status: 403 },
    ]);
    expect(await added(() => send('DELETE', '/api/v1/stations/s-1', undefined, {}))).toEqual([]);
    expect(await added(() => send('POST', '/api/v1/nothing', {}))).toEqual([]);
  });

  it('has nothing of what is only read', async () => {
    expect(await added(() => send('GET', '/api/v1/stations'))).toEqual([]);
  });

  it('has who signed in, and who tried to, but no name of nobody', async () => {
    const signIn = (name: string, password: string) =>
      send('POST', '/api/v1/session', { name, password }, {});
    expect(await added(() => signIn('LOOKER', 'looks-looks-looks'))).toMatchObject([
      { who: { kind: 'user', name: 'looker' }, route: '/api/v1/session', status: 200, changes: {} },
    ]);
    expect(await added(() => signIn('looker', 'no-no-no-no-no'))).toMatchObject([
      { who: { kind: 'nobody', name: 'looker' }, status: 401 },
    ]);
    expect(await added(() => signIn('my-password-typed-here', 'x'))).toMatchObject([
      { who: { kind: 'nobody', name: 'unknown' }, target: 'unknown', status: 401 },
    ]);
  });

  it('has machines and the control socket by name', async () => {
    const headers = { authorization: 'Bearer a-token-of-at-least-thirty-two-characters' };
    const byToken = await added(() => send('POST', '/api/v1/stations/s-1/rotate-token', undefined, headers));
    expect(byToken).toMatchObject([{ who: { kind: 'machine', name: 'API token' } }]);
    const local = await added(() =>
      hub.api.request('/api/v1/stations/s-1/rotate-token', { method: 'POST' }, { local: true }),
    );
    expect(local).toMatchObject([
      { who: { kind: 'machine', name: 'control socket' }, from: 'control socket' },
    ]);
  });

  it('has what was pressed on the page of a case, without the link', async () => {
    const token = caseToken({ alertId: ALERT });
    const entries = await added(async () => {
      const body = new URLSearchParams({ name: '李伟' });
      const response = await hub.api.request(`/case/${token}/accept`, { method: 'POST', body });
      expect(response.status).toBe(303);
    });
    expect(entries).toMatchObject([
      {
        ...{
          who: { kind: 'nobody', name: '李伟' },
          route: '/case/{token}/{deed}',
          target: ALERT,
          status: 303,
        },
        changes: { deed: 'accept', linkOf: 'duty-group' },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('is short, whatever was sent', async () => {
    const stations = Array.from({ length: 300 }, (_, n) => ({ id: `m-${n}`, ...NEW, name: 'x'.repeat(80) }));
    const [entry] = await added(() => send('POST', '/api/v1/stations', { stations }));
    const listed = (entry?.changes?.stations ?? []) as string[];
    expect([listed[0], listed.at(-1), listed.length]).toEqual(['m-0', '… 300 in all', 21]);
    const csv = `id,name,grid,latitude,longitude,bins\nc-1,C,e-1,29.5,106.6,food:240\n`;
    const headers = { ...admin, 'content-type': 'text/csv' };
    const imported = await added(() =>
      hub.api.request('/api/v1/stations/import', { method: 'POST', headers, body: csv }),
    );
    expect(imported).toMatchObject([{ status: 201, changes: { stations: 1 } }]);
  });
});

describe('reading the trail', () => {
  interface Page {
    items: { seq: number; at: string; who: { name: string } }[];
    nextCursor?: string;
  }
  const read = async (query: string) => (await (await send('GET', `/api/v1/audit?${query}`)).json()) as Page;

  it('goes page after page, the newest first, and ends', async () => {
    const all = (await read('limit=1000')).items;
    const seqs: number[] = [];
    let cursor: string | undefined;
    do {
      const page: Page = await read(`limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seqs.push(...page.items.map(({ seq }) => seq));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seqs).toEqual(all.map(({ seq }) => seq));
    expect(seqs.length).toBeGreaterThan(8);
    expect((await send('GET', '/api/v1/audit?cursor=x')).status).toBe(400);
  });

  it('can be narrowed to a person and to a time', async () => {
    const { items } = await read('who=LOOKER');
    expect(new Set(items.map(({ who }) => who.name))).toEqual(new Set(['looker']));
    expect((await read(`from=${NOW + 1}`)).items).toEqual([]);
    expect((await read(`to=${NOW}`)).items).toEqual([]);
    expect((await read(`from=${NOW}&to=${NOW + 1}`)).items.length).toBeGreaterThan(8);
  });

  it('gives a file of the same', async () => {
    const response = await send('GET', '/api/v1/audit/export?who=looker&format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const [head, ...lines] = (await response.text()).trimEnd().split('\r\n');
    expect(head).toBe('seq,at,kind,who,from,method,route,target,status,changes');
    expect(lines).toHaveLength((await read('who=looker')).items.length);
    expect(lines.at(-1)).toMatch(
      /^\d+,2026-11-23T02:30:00\.000Z,user,looker,192\.0\.2\.9,DELETE,\/api\/v1\/stations\/\{id\},s-1,403,$/,
    );
  });
});
