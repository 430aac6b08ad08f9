import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { Silence } from '../../watch/alerts/silence.ts';
import { WatchRefusal } from '../../watch/watch.ts';

const silence: Silence = {
  id: 'q-1',
  scope: { area: 'east', stream: 'food' },
  reason: 'road works',
  by: 'li',
  at: NOW,
  until: NOW + 3_600_000,
};

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
});
afterEach(() => hub.close());

async function post(path: string, body: object) {
  const response = await hub.api.request(`/api/v1/silences${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Partial<Silence> };
}

const weekly = { days: [6, 7], from: '22:00', to: '06:00', zone: 'Asia/Shanghai' };

describe('silences', () => {
  it('are listed', async () => {
    hub.watch.silences = async () => [{ ...silence, ended: { at: NOW, by: 'wang' } }];
    const response = await hub.api.request('/api/v1/silences');
    expect(await response.json()).toEqual({
      items: [
        {
          ...silence,
          at: '2026-11-23T02:30:00.000Z',
          until: '2026-11-23T03:30:00.000Z',
          ended: { at: '2026-11-23T02:30:00.000Z', by: 'wang' },
        },
      ],
    });
  });

  it.each([
    [{ until: '2026-11-23T12:00:00+08:00' }, { until: Date.UTC(2026, 10, 23, 4) }],
    [{ weekly }, { weekly }],
    [
      { from: '2026-11-23T03:00:00Z', until: '2026-11-24T03:00:00Z' },
      { from: Date.UTC(2026, 10, 23, 3), until: Date.UTC(2026, 10, 24, 3) },
    ],
  ])('are made with %j', async (times, told) => {
    const given: unknown[] = [];
    hub.watch.addSilence = async (...all) => {
      given.push(all);
      return silence;
    };
    const { status, body } = await post('', {
      by: 'li',
      scope: { area: 'east' },
      reason: 'road works',
      ...times,
    });
    expect([status, body.id]).toEqual([201, 'q-1']);
    expect(given).toEqual([[{ scope: { area: 'east' }, reason: 'road works', ...told }, 'li']]);
  });

  it.each([
    [{ until: undefined }, 422, 'invalid-body'],
    [{ scope: {} }, 422, 'invalid-body'],
    [{ scope: { everything: true } }, 422, 'invalid-body'],
    [{ reason: '' }, 422, 'invalid-body'],
    [{ by: '' }, 422, 'invalid-body'],
    [{ weekly: { ...weekly, days: [0] } }, 422, 'invalid-body'],
    [{ weekly: { ...weekly, zone: 'Asia/Kathmandu' } }, 422, 'invalid-body'],
    [{ from: '2026-11-25T00:00:00Z' }, 422, 'invalid-body'],
    [{ until: '2026-11-23T02:00:00Z' }, 422, 'not-in-future'],
    [{ until: '2028-11-23T02:00:00Z' }, 400, 'range-too-large'],
    [{ scope: { station: 's-9' } }, 404, 'not-found'],
    [{ scope: { area: 'nowhere' } }, 404, 'not-found'],
  ])('are not made with %j', async (change, status, code) => {
    const whole = { by: 'li', scope: { station: 's-1' }, reason: 'works', until: '2026-11-24T00:00:00Z' };
    expect(await post('', { ...whole, ...change })).toMatchObject({ status, body: { code } });
  });

  it('are ended by a person', async () => {
    hub.watch.endSilence = async (_, by) => ({ ...silence, ended: { at: NOW, by } });
    expect((await post('/q-1/end', { by: 'wang' })).body.ended?.by).toBe('wang');
    hub.watch.endSilence = () => Promise.reject(new WatchRefusal('unknown-silence', 'cannot end it'));
    expect(await post('/q-2/end', { by: 'wang' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-silence' },
    });
  });
});
