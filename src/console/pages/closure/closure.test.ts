import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closure, tableOf } from './closure.ts';
import { toCsv } from './csv.ts';
import { askedOf, periodAfter, periodAt, periodBefore } from './period.ts';

const ZONE = 'Asia/Shanghai';
const iso = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((at) => new Date(at).toISOString());

describe('periods', () => {
  const at = Date.parse('2026-11-25T15:59:59.000Z');

  it.each([
    ['day', '2026-11-24T16:00:00.000Z', '2026-11-25T16:00:00.000Z'],
    ['week', '2026-11-22T16:00:00.000Z', '2026-11-29T16:00:00.000Z'],
    ['month', '2026-10-31T16:00:00.000Z', '2026-11-30T16:00:00.000Z'],
  ] as const)('are local: the %s', (kind, from, to) => {
    expect(iso(periodAt(kind, at, ZONE))).toEqual([from, to]);
  });

  it('follow one another without a gap, there and back', () => {
    for (const kind of ['day', 'week', 'month'] as const) {
      const period = periodAt(kind, at, ZONE);
      const before = periodBefore(kind, period, ZONE);
      expect(before.to).toBe(period.from);
      expect(periodAfter(kind, before, ZONE)).toEqual(period);
    }
  });

  it('are asked for up to now', () => {
    expect(askedOf({ from: 10, to: 20 }, 15)).toEqual({ from: 10, to: 15 });
    expect(askedOf({ from: 10, to: 20 }, 25)).toEqual({ from: 10, to: 20 });
    expect(askedOf({ from: 10, to: 20 }, 5)).toEqual({ from: 10, to: 11 });
  });
});

describe('CSV', () => {
  it('comes back as it was, whatever is in it', () => {
    const cell = fc
      .string({ unit: 'binary' })
      .filter((text) => !/^[=+\-@\t\r]/.test(text) && !text.startsWith('\uFEFF'));
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rows, (table) => {
        const read = parse(toCsv(table), { bom: true, record_delimiter: '\r\n' });
        expect(read).toEqual(table);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('never runs %j as a formula', (text) => {
    expect(parse(toCsv([[text]]), { bom: true, record_delimiter: '\r\n' })).toEqual([[`'${text}`]]);
  });
});

describe('the table', () => {
  const ratio = { numerator: 9, denominator: 10, rate: 0.9 };
  const time = { cases: 4, medianMinutes: 12.5, p90Minutes: null };
  const closure: Closure = {
    closureRate: ratio,
    inTimeRate: { numerator: 0, denominator: 0, rate: null },
    undecided: 1,
    responseTime: time,
    handlingTime: time,
    overdueOpen: 2,
    closedWithoutEvidence: 3,
    reopened: 4,
    postponed: 5,
    void: 6,
    superseded: 7,
  };
  const words = {
    group: 'Area',
    total: 'All',
    median: 'median',
    p90: 'P90',
    figure: (name: string) => name,
    nameOf: (key: string | undefined) => key ?? 'nobody',
  };

  it('has a row for each group and one for all, each as wide as its head', () => {
    const rows = tableOf({ totals: closure, groups: [{ key: 'e-1', ...closure }, closure] }, words);
    expect(rows.map(([first]) => first)).toEqual(['Area', 'e-1', 'nobody', 'All']);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    const [head = [], , , totals = []] = rows;
    const figure = (name: string) => totals[head.indexOf(name)];
    expect([figure('closureRate'), figure('closureRate n'), figure('closureRate N')]).toEqual([0.9, 9, 10]);
    expect([figure('inTimeRate'), figure('responseTime median min'), figure('superseded')]).toEqual([
      null,
      12.5,
      7,
    ]);
  });
});
