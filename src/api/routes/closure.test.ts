import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHub, NOW, openApiHub } from '../../../test/support/api-hub.ts';

const HOUR = 3_600_000;
let hub: ApiHub;

beforeAll(async () => {
  hub = await openApiHub();
  const one = { rule: 'bin-full', foundAt: NOW - 5 * HOUR, dueAt: NOW - 3 * HOUR, reopened: 0 };
  hub.cases.push(
    { ...one, grid: 'e-1', person: 'ann', end: { at: NOW - 4 * HOUR, how: 'closed' } },
    { ...one, grid: 'east' },
    { ...one, grid: 'west', person: 'ann' },
  );
});
afterAll(() => hub.close());

interface Body {
  totals: { closureRate: unknown };
  groups: { key?: string }[];
  code?: string;
}

async function get(path: string) {
  const response = await hub.api.request(path);
  return { status: response.status, body: (await response.json()) as Body };
}

test('of an area and all below it, the last week', async () => {
  const { status, body } = await get('/api/v1/areas/east/closure');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    area: 'east',
    to: new Date(NOW + 1).toISOString(),
    totals: {
      closureRate: { numerator: 1, denominator: 2, rate: 0.5 },
      handlingTime: { cases: 1, medianMinutes: 60, p90Minutes: 60 },
      responseTime: { cases: 0, medianMinutes: null, p90Minutes: null },
      overdueOpen: 1,
    },
  });
  expect(body.groups).toBeUndefined();
});

test('by person, those of nobody last', async () => {
  const { body } = await get('/api/v1/areas/town/closure?by=person');
  expect(body.groups).toMatchObject([
    { key: 'ann', closureRate: { numerator: 1, denominator: 2 } },
    { closureRate: { numerator: 0, denominator: 1 } },
  ]);
  expect(body.groups[1]?.key).toBeUndefined();
});

test('in a range that is asked for', async () => {
  const range = `from=${NOW - 3 * HOUR + 1}&to=${NOW}`;
  const { body } = await get(`/api/v1/areas/town/closure?${range}`);
  expect(body.totals.closureRate).toEqual({ numerator: 0, denominator: 0, rate: null });
});

test.each([
  ['an unknown area', 'nowhere/closure', 404],
  ['a range that is turned round', `town/closure?from=${NOW}&to=${NOW - 1}`, 400],
  ['a range too long', `town/closure?from=0&to=${NOW}`, 400],
  ['an unknown group', 'town/closure?by=colour', 400],
  ['an unknown parameter', 'town/closure?colour=red', 400],
])('%s is a problem', async (_, path, wanted) => {
  const { status, body } = await get(`/api/v1/areas/${path}`);
  expect(status).toBe(wanted);
  expect(body.code).toBeTypeOf('string');
});
