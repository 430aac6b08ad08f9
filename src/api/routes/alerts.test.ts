import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { Alert, AlertEvent } from '../../watch/alerts/alert.ts';
import { noWatch } from '../../watch/no-watch.ts';
import { type AlertQuery, type RefusalReason, WatchRefusal } from '../../watch/watch.ts';

const ID = 'bin-full.s-1.food.mhw3k0zc';

function alert(more: Partial<Alert> = {}): Alert {
  return {
    id: ID,
    identity: 'bin-full.s-1.food',
    rule: 'bin-full',
    kind: 'full',
    state: 'firing',
    severity: 'warning',
    station: 's-1',
    grid: 'e-1',
    stream: 'food',
    binIds: ['food-1'],
    evidence: { level: 0.91 },
    since: NOW - 600_000,
    firedAt: NOW - 300_000,
    reopened: 0,
    reports: 0,
    nextEvent: 3,
    ...more,
  };
}

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
});
afterEach(() => hub.close());

async function post(path: string, body: object) {
  const response = await hub.api.request(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { id?: string } };
}

describe('alerts', () => {
  it('are listed by what is asked', async () => {
    const asked: AlertQuery[] = [];
    hub.watch.alerts = async (query) => {
      asked.push(query);
      return { items: [alert({ acknowledged: { at: NOW, by: 'li' } })], nextCursor: 'c-2' };
    };
    const query = 'state=open&rule=bin-full&severity=warning&area=east&stream=food&limit=1&cursor=c-1';
    const response = await hub.api.request(`/api/v1/alerts?${query}&station=s-1&since=2026-11-23T00:00:00Z`);
    expect(asked).toEqual([
      {
        state: 'open',
        rule: 'bin-full',
        severity: 'warning',
        station: 's-1',
        stream: 'food',
        since: Date.UTC(2026, 10, 23),
        grids: ['east', 'e-1'],
        limit: 1,
        cursor: 'c-1',
      },
    ]);
    expect(await response.json()).toEqual({
      items: [
        {
          id: ID,
          rule: 'bin-full',
          kind: 'full',
          state: 'firing',
          severity: 'warning',
          station: 's-1',
          grid: 'e-1',
          stream: 'food',
          binIds: ['food-1'],
          evidence: { level: 0.91 },
          since: '2026-11-23T02:20:00.000Z',
          firedAt: '2026-11-23T02:25:00.000Z',
          acknowledged: { at: '2026-11-23T02:30:00.000Z', by: 'li' },
          reopened: 0,
          reports: 0,
        },
      ],
      nextCursor: 'c-2',
    });
  });

  it.each([
    ['state=closed', 400, 'invalid-request'],
    ['rule=bin', 400, 'invalid-request'],
    ['since=yesterday', 400, 'invalid-request'],
    ['limit=1001', 400, 'invalid-request'],
    ['sort=level', 400, 'invalid-request'],
    ['area=nowhere', 404, 'not-found'],
  ])('are not listed by %s', async (query, status, code) => {
    const response = await hub.api.request(`/api/v1/alerts?${query}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('are shown one by one with all that happened', async () => {
    const resolved = { at: NOW, reason: 'emptied' as const, evidence: { level: 0.02 }, confirmedAt: NOW };
    const fired: AlertEvent = {
      type: 'alert-event',
      id: `${ID}/0`,
      alertId: ID,
      rule: 'bin-full',
      station: 's-1',
      grid: 'e-1',
      severity: 'warning',
      kind: 'fired',
      open: true,
      at: NOW - 300_000,
      level: 0.91,
      subject: { ...alert(), since: NOW - 600_000 },
    };
    hub.watch.alert = async () => alert({ state: 'resolved', resolved });
    hub.watch.eventsOf = async () => [
      fired,
      { ...fired, id: `${ID}/1`, kind: 'postponed', until: NOW, by: 'li' },
    ];
    const response = await hub.api.request(`/api/v1/alerts/${ID}`);
    const shown = (await response.json()) as { events: object[] };
    expect(shown).toMatchObject({
      id: ID,
      resolved: { reason: 'emptied', confirmedAt: '2026-11-23T02:30:00.000Z', evidence: { level: 0.02 } },
      events: [
        { id: `${ID}/0`, kind: 'fired', at: '2026-11-23T02:25:00.000Z', level: 0.91 },
        { kind: 'postponed', by: 'li', until: '2026-11-23T02:30:00.000Z' },
      ],
    });
    expect(shown.events[0]).not.toHaveProperty('subject');
  });

  it('that the watch keeps no longer are made again from the history', async () => {
    const asked: unknown[] = [];
    const place = {
      alertId: ID,
      rule: 'bin-full',
      station: 's-1',
      grid: 'e-1',
      severity: 'warning',
    } as const;
    const step = (n: number, kind: string, more: object = {}) => ({
      ...{ id: `${ID}/${n}`, ...place, kind, open: kind !== 'resolved', at: NOW - 86_400_000 },
      ...more,
    });
    const { state: _state, ...subject } = alert();
    const steps = [step(0, 'fired', { subject, binIds: ['food-1'] })];
    for (let n = 1; n < 11; n += 1) steps.push(step(n, 'assigned', { to: 'wang', by: 'li' }));
    const rows = [...steps, step(11, 'resolved', { reason: 'emptied', evidence: { level: 0.02 } })];
    hub.history.alertEvents = async (query) => {
      asked.push(query);
      return { items: rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
    };
    const response = await hub.api.request(`/api/v1/alerts/${ID}`);
    expect(response.status).toBe(200);
    const shown = (await response.json()) as { events: { kind: string }[] };
    expect(shown).toMatchObject({
      ...{ id: ID, state: 'resolved', assigned: { to: 'wang', by: 'li' } },
      resolved: { reason: 'emptied', evidence: { level: 0.02 } },
    });
    expect(shown.events.map(({ kind }) => kind)).toEqual(rows.map(({ kind }) => kind));
    expect(asked).toMatchObject([{ alertId: ID, station: 's-1' }]);

    // Of one that began before events were kept whole, or of which some were deleted.
    for (const part of [rows.slice(1), rows.toSpliced(3, 1)]) {
      hub.history.alertEvents = async () => ({ items: part });
      expect((await hub.api.request(`/api/v1/alerts/${ID}`)).status).toBe(404);
    }
  });

  it.each([ID, 'x', '__proto__', 'a.b.c.d.e.f.g'])('%s that is not there is a 404', async (id) => {
    const response = await hub.api.request(`/api/v1/alerts/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: id === ID ? 'unknown-alert' : 'not-found' });
  });
});

describe('a report', () => {
  it('of a person becomes an alert', async () => {
    const told: unknown[] = [];
    hub.watch.report = async (...given) => {
      told.push(given);
      return alert({ rule: 'reported', kind: 'reported', report: { kind: 'litter' } });
    };
    const { status, body } = await post('alerts', {
      by: 'li',
      station: 's-1',
      kind: 'litter',
      note: ' bags ',
    });
    expect(status).toBe(201);
    expect(told).toEqual([[{ station: 's-1', kind: 'litter', note: 'bags' }, 'li']]);
    expect(body).toMatchObject({ rule: 'reported', report: { kind: 'litter' } });
  });

  it.each([
    [{ by: 'li', kind: 'litter' }, 422, 'invalid-body'],
    [{ by: ' ', station: 's-1', kind: 'litter' }, 422, 'invalid-body'],
    [{ by: 'li', station: 's-1', kind: 'aliens' }, 422, 'invalid-body'],
    [{ by: 'li', station: 's-1', kind: 'litter', severity: 'critical' }, 422, 'invalid-body'],
    [{ by: 'li', station: 's-1', kind: 'litter', note: 'x'.repeat(501) }, 422, 'invalid-body'],
    [{ by: 'li', station: 's-1', kind: 'litter', note: 'a\u0007b' }, 422, 'invalid-body'],
    [{ by: 'li', station: 's-9', kind: 'litter' }, 404, 'not-found'],
  ])('%j is not one', async (report, status, code) => {
    expect(await post('alerts', report)).toMatchObject({ status, body: { code } });
  });
});

describe('an action', () => {
  it.each([
    ['acknowledge', {}, { do: 'acknowledge' }],
    ['assign', { to: 'wang', note: 'nearer' }, { do: 'assign', to: 'wang', note: 'nearer' }],
    ['comment', { note: 'a\nb' }, { do: 'comment', note: 'a\nb' }],
    ['arrived', {}, { do: 'arrive' }],
    ['emptied', {}, { do: 'say-emptied' }],
    ['cannot', { note: 'blocked' }, { do: 'cannot', note: 'blocked' }],
    [
      'postpone',
      { until: '2026-11-23T06:00:00Z', reason: 'rain' },
      { do: 'postpone', until: Date.UTC(2026, 10, 23, 6), reason: 'rain' },
    ],
    ['close', { note: 'cleaned' }, { do: 'close', note: 'cleaned' }],
    ['void', { reason: 'test' }, { do: 'void', reason: 'test' }],
    ['confirm-void', {}, { do: 'confirm-void' }],
    ['refuse-void', {}, { do: 'refuse-void' }],
    ['spot-check', { agreed: false, note: 'still full' }, { do: 'check', agreed: false, note: 'still full' }],
    ['attach-case', { number: '141-77' }, { do: 'attach-case', number: '141-77' }],
    ['close-outside', {}, { do: 'close-outside' }],
  ])('%s with %j is told to the watch with who does it', async (name, fields, action) => {
    const told: unknown[] = [];
    hub.watch.act = async (...given) => {
      told.push(given);
      return alert();
    };
    const { status, body } = await post(`alerts/${ID}/${name}`, { by: 'li', ...fields });
    expect([status, body.id]).toEqual([200, ID]);
    expect((await post(`alerts/${ID}/${name}`, fields)).status).toBe(200);
    expect(told).toEqual([
      [ID, action, 'li'],
      [ID, action, 'loopback'],
    ]);
    expect((await post(`alerts/${ID}/${name}`, { by: 'li', ...fields, x: 1 })).status).toBe(422);
  });

  it.each([
    ['comment', {}],
    ['close', {}],
    ['close', { note: '  ' }],
    ['void', {}],
    ['assign', {}],
    ['postpone', { reason: 'rain' }],
    ['postpone', { until: 'later', reason: 'rain' }],
    ['spot-check', { agreed: 'yes' }],
    ['attach-case', { number: 'x'.repeat(65) }],
  ])('%s with %j says too little', async (name, fields) => {
    expect((await post(`alerts/${ID}/${name}`, { by: 'li', ...fields })).status).toBe(422);
  });

  it.each<[RefusalReason, number]>([
    ['unknown-alert', 404],
    ['not-open', 409],
    ['already-acknowledged', 409],
    ['not-resolved', 409],
    ['same-person', 409],
    ['no-void-asked', 409],
    ['no-external-case', 409],
    ['text-missing', 422],
    ['not-in-future', 422],
  ])('that cannot be done says so: %s', async (reason, status) => {
    hub.watch.act = () => Promise.reject(new WatchRefusal(reason, 'cannot act on the alert: because'));
    const refused = await post(`alerts/${ID}/acknowledge`, { by: 'li' });
    expect(refused).toMatchObject({
      status,
      body: { code: reason, detail: 'cannot act on the alert: because' },
    });
    expect(hub.errors).toEqual([]);
  });

  it('that does not exist is a 404', async () => {
    expect((await post(`alerts/${ID}/delete`, { by: 'li' })).status).toBe(404);
  });
});

it('a hub without a watch says so, and has no alerts', async () => {
  Object.assign(hub.watch, noWatch());
  const response = await hub.api.request('/api/v1/alerts');
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'switched-off' });
  expect((await hub.api.request('/api/v1/advisories')).status).toBe(200);
});
