// The trial of a whole town over recorded rows, and what is printed of it.
import { expect, test } from 'vitest';
import { alertsSchema } from '../config/alerts-schema.ts';
import type { FillLevelRow, ReadingQuery } from '../history/history.ts';
import type { Station } from '../model/station.ts';
import type { PastReadings } from './past-readings.ts';
import { reportOf } from './trial-report.ts';
import { tryTown } from './try-town.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.parse('2026-11-24T08:00+08:00');
const TO = FROM + 6 * HOUR;
const PAGE = 7;

const stations = ['a', 'b'].map(
  (id): Station => ({
    id,
    name: id,
    grid: 'g1',
    bins: [{ id: 'food-1', stream: 'food', litres: 240 }],
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
    declared: true,
  }),
);

/** Station a fills up to the begin of the trial, is emptied three hours later, and stays so; b is always at 0.3. */
function levelOf(station: string, at: number): number {
  if (station === 'b') return 0.3;
  return at < FROM + 3 * HOUR ? Math.min(0.85, 0.85 + (0.18 * (at - FROM)) / HOUR) : 0.1;
}

function rowsOf(station: string): FillLevelRow[] {
  const times = Array.from({ length: 60 }, (_, i) => FROM + (i - 24) * 10 * MINUTE);
  return times.map((at, seq) => ({
    binId: 'food-1',
    stream: 'food',
    grid: 'g1',
    at,
    receivedAt: at,
    timeSource: 'station',
    bootId: 'b',
    seq,
    index: 0,
    fillLevel: levelOf(station, at),
    quality: 0,
  }));
}

const readings: PastReadings = {
  stations: async () => stations,
  areas: async () => [{ id: 'g1', name: 'G', declared: true }],
  async fillLevels({ station, from, to, cursor }: ReadingQuery) {
    const rows = rowsOf(station).filter(({ at }) => at >= from && at < to);
    const start = Number(cursor ?? 0);
    const isLast = start + PAGE >= rows.length;
    return { items: rows.slice(start, start + PAGE), ...(!isLast && { nextCursor: String(start + PAGE) }) };
  },
  dropOffs: async () => ({ items: [] }),
  async close() {},
};

const present = alertsSchema.parse({});
const stricter = alertsSchema.parse({
  rules: { 'bin-full': { raise: 0.9 }, 'collection-overdue': { enabled: false } },
});

test('what two settings raise on the same readings, and how they differ', async () => {
  const town = { readings, from: FROM, to: TO, lateAfterMs: 15 * MINUTE, settings: [present, stricter] };
  const { alerts, messages, stations: count } = await tryTown(town);
  const [now = [], other = []] = alerts;
  expect({ messages, count }).toEqual({ messages: 2 * 36, count: 2 });
  expect(now.map(({ station, rule, ended }) => `${station} ${rule} ${ended}`)).toEqual([
    'a bin-full emptied',
    'a collection-overdue emptied',
  ]);
  expect(other).toEqual([]);

  const alone = reportOf({ basis: 'BASIS', present: now }).split('\n');
  expect(alone[0]).toBe('BASIS');
  expect(alone.find((line) => line.startsWith('bin-full '))).toMatch(
    /^bin-full +1 +0 +0 +3 h \d+ min +3 h \d+ min +0$/,
  );
  expect(alone.find((line) => line.startsWith('a '))).toMatch(/^a +bin-full +food +1 /);

  const compared = reportOf({ basis: 'BASIS', present: now, other: { folder: 'trial', alerts: other } });
  expect(compared).toMatch(/^bin-full +0 +0 +0 +- +- +0 +1 +-1$/m);
  const [, both = ''] = compared.split('Only with trial:\n');
  expect(both).toMatch(
    /^ {2}none\nOnly with the present rules:\n {2}2026-11-24T00:\S+ {2}bin-full {2}a food {2}warning/,
  );
});

test('the same matter with another length is no difference', () => {
  const alert = {
    rule: 'bin-full',
    station: 'a',
    stream: 'food',
    binIds: ['food-1'],
    severity: 'warning',
  } as const;
  const fired = { ...alert, firedAt: FROM, openMs: HOUR, reopened: 0, hidden: false };
  const text = reportOf({
    basis: '',
    present: [fired],
    other: { folder: 'x', alerts: [{ ...fired, firedAt: FROM + HOUR / 2 }] },
  });
  expect(text.match(/^ {2}none$/gm)).toHaveLength(2);
});

test('nothing raised', () => {
  expect(reportOf({ basis: '', present: [] })).toContain('No alert.');
});
