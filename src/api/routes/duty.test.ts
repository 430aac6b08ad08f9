import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, NOW, openApiHub } from '../../../test/support/api-hub.ts';
import type { OnDuty, Person } from '../../watch/duty/duty.ts';

const li: Person = {
  id: 'li',
  name: '李',
  roles: ['driver'],
  contacts: [{ notifier: 'x', address: '13800000000' }],
};
const wang: Person = { ...li, id: 'wang', name: '王' };
const HOUR_MS = 3_600_000;

/** A driver for the town, A and B in turns of twelve hours. */
function turn(at: number): OnDuty {
  const from = Math.floor(at / (12 * HOUR_MS)) * 12 * HOUR_MS;
  const even = (from / (12 * HOUR_MS)) % 2 === 0;
  const people = even ? { a: li, b: wang } : { a: wang, b: li };
  return {
    area: 'town',
    role: 'driver',
    shift: even ? 'day' : 'night',
    ...people,
    from,
    until: from + 12 * HOUR_MS,
  };
}

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
  hub.duty.onDuty = (_, role, at) => (role === 'driver' ? turn(at) : undefined);
  hub.duty.changesOf = (_, __, { from, to }) => {
    const changes = [from];
    for (let at = turn(from).until; at < to; at = turn(at).until) changes.push(at);
    return changes;
  };
});
afterEach(() => hub.close());

async function ask(query: string) {
  const response = await hub.api.request(`/api/v1/duty${query}`);
  return { status: response.status, body: (await response.json()) as { items: OnDuty[]; gaps: unknown[] } };
}

describe('duty', () => {
  it('is told for now, each turn once for all areas, and nobody can be reached by it', async () => {
    const { body } = await ask('');
    expect(body.items).toEqual([
      {
        area: 'town',
        role: 'driver',
        shift: 'day',
        a: { id: 'li', name: '李', roles: ['driver'] },
        b: { id: 'wang', name: '王', roles: ['driver'] },
        from: new Date(turn(NOW).from).toISOString(),
        until: new Date(turn(NOW).until).toISOString(),
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('13800000000');
  });

  it('is told for another time and for a range', async () => {
    const at = await ask(`?at=${NOW + 12 * HOUR_MS}&area=e-1`);
    expect(at.body.items.map(({ shift }) => shift)).toEqual(['night']);
    const range = await ask(`?from=${NOW}&to=${NOW + 36 * HOUR_MS}&role=driver`);
    expect(range.body.items.map(({ a }) => a.id)).toEqual(['li', 'wang', 'li', 'wang']);
    expect((await ask('?role=technician')).body.items).toEqual([]);
  });

  it('has the limits, by severity', async () => {
    const response = await hub.api.request('/api/v1/duty');
    expect(await response.json()).toMatchObject({
      limits: {
        notice: { acknowledgeMinutes: 60, supervisorMinutes: 120, resolveMinutes: 480 },
        critical: { resolveMinutes: 60 },
      },
    });
  });

  it('says when nobody would answer, for a moment as long as that lasts', async () => {
    const asked: unknown[] = [];
    hub.duty.gaps = (question) => {
      asked.push(question);
      const gap = { kind: 'full' as const, serviceMinutes: 60 };
      return [
        { ...gap, from: question.from, until: question.from + HOUR_MS },
        { ...gap, from: question.from + 2 * HOUR_MS, until: question.to },
      ];
    };
    const first = {
      area: 'town',
      kind: 'full',
      from: new Date(NOW).toISOString(),
      until: new Date(NOW + HOUR_MS).toISOString(),
      serviceMinutes: 60,
    };
    expect((await ask('')).body.gaps).toEqual([first]);
    const range = await ask(`?area=east&from=${NOW}&to=${NOW + 4 * HOUR_MS}`);
    expect(range.body.gaps).toHaveLength(2);
    expect(range.body.gaps[0]).toEqual({ ...first, area: 'east' });
    expect((await ask('?role=driver')).body.gaps).toEqual([]);
    expect(asked).toEqual([
      { grid: 'town', from: NOW, to: NOW + 24 * HOUR_MS },
      { grid: 'east', from: NOW, to: NOW + 4 * HOUR_MS },
    ]);
  });

  it.each([
    ['?area=nowhere', 404, 'not-found'],
    ['?role=boss', 400, 'invalid-request'],
    [`?from=${NOW}`, 400, 'invalid-request'],
    [`?from=${NOW}&to=${NOW}`, 400, 'invalid-request'],
    [`?at=${NOW}&from=${NOW}&to=${NOW + 1}`, 400, 'invalid-request'],
    [`?from=${NOW}&to=${NOW + 32 * 24 * HOUR_MS}`, 400, 'range-too-large'],
    ['?when=now', 400, 'invalid-request'],
  ])('%s is refused', async (query, status, code) => {
    expect(await ask(query)).toMatchObject({ status, body: { code } });
  });
});
