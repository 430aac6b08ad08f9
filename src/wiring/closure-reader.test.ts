import { expect, test } from 'vitest';
import { alertsSchema } from '../config/alerts-schema.ts';
import { createDutySchema } from '../config/duty-schema.ts';
import type { AlertEventRow, EmptyingRow } from '../history/history.ts';
import { createRoster } from '../watch/duty/roster.ts';
import { type ClosureParts, createClosureReader } from './closure-reader.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 8:00 in Shanghai. */
const FOUND = Date.parse('2026-11-24T00:00Z');

function eventOf(n: number, kind: string, at: number, more: Partial<AlertEventRow> = {}): AlertEventRow {
  return {
    id: `a/${n}`,
    alertId: 'a',
    rule: 'bin-full',
    station: 'ts-1',
    grid: 'g',
    stream: 'food',
    severity: 'warning',
    kind,
    open: kind !== 'resolved',
    at,
    firedAt: FOUND,
    ...more,
  };
}

const emptying: EmptyingRow = {
  id: 'e',
  station: 'ts-1',
  grid: 'g',
  binId: 'food-1',
  stream: 'food',
  at: FOUND + HOUR,
  source: 'sensor',
  levelBefore: 0.9,
  levelAfter: 0,
  detectedAt: FOUND + 3 * HOUR,
};

/** A history that gives one row a page. */
function historyOf(events: AlertEventRow[], asked: unknown[]): ClosureParts['history'] {
  return {
    async alertEvents({ cursor = '0', ...query }) {
      asked.push(query);
      const next = Number(cursor) + 1;
      const items = events.slice(next - 1, next);
      return { items, ...(next < events.length && { nextCursor: String(next) }) };
    },
    async emptyings({ station }) {
      asked.push(station);
      return { items: station === 'ts-1' ? [emptying] : [] };
    },
  };
}

test('cases from all pages of the week before, dated by the emptyings of their stations', async () => {
  const asked: unknown[] = [];
  const events = [
    eventOf(0, 'fired', FOUND),
    eventOf(1, 'acknowledged', FOUND + HOUR / 2, { by: 'ann' }),
    eventOf(2, 'resolved', FOUND + 3 * HOUR, { reason: 'emptied' }),
  ];
  const config = {
    alerts: alertsSchema.parse({}),
    duty: createDutySchema({ zone: 'Asia/Shanghai' }).parse({}),
  };
  const pathOf = (grid: string) => [grid];
  const station = { id: 'ts-1', zone: 'Asia/Shanghai', reportingMinutes: 30 };
  const registry = {
    pathOf,
    station: (id: string) => (id === station.id ? station : undefined),
    formerStation: () => undefined,
  } as unknown as ClosureParts['registry'];
  const roster = createRoster(config.duty, pathOf);
  const reader = createClosureReader({ history: historyOf(events, asked), registry, roster, config });

  expect(await reader.cases({ grids: ['g'], from: FOUND, to: FOUND + DAY })).toEqual([
    {
      grid: 'g',
      rule: 'bin-full',
      person: 'ann',
      foundAt: FOUND,
      acceptedAt: FOUND + HOUR / 2,
      dueAt: FOUND + 2 * HOUR,
      reopened: 0,
      end: { at: FOUND + HOUR, notBefore: FOUND + HOUR / 2, how: 'closed' },
    },
  ]);
  const query = { from: FOUND - 7 * DAY, to: FOUND + DAY, limit: 10_000, grids: ['g'] };
  expect(asked).toEqual([query, query, query, 'ts-1']);
});
