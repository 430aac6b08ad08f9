import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClosureCase, type ClosureGroup, closure, closureBy } from './closure.ts';
import { quantile } from './quantile.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PERIOD = { from: 100 * HOUR, to: 124 * HOUR };

/** Found two hours into the period, due two hours later. */
function caseOf(changes: Partial<ClosureCase>): ClosureCase {
  const foundAt = PERIOD.from + 2 * HOUR;
  return { grid: 'g', rule: 'bin-full', foundAt, dueAt: foundAt + 2 * HOUR, reopened: 0, ...changes };
}
const atHour = (hours: number) => PERIOD.from + 2 * HOUR + hours * HOUR;
const closed = (hours: number) => caseOf({ end: { at: atHour(hours), how: 'closed' } });

describe('closure', () => {
  test('of nothing has no rates', () => {
    expect(closure([], PERIOD)).toEqual({
      closureRate: { numerator: 0, denominator: 0, rate: null },
      inTimeRate: { numerator: 0, denominator: 0, rate: null },
      undecided: 0,
      responseTime: { cases: 0, medianMinutes: null, p90Minutes: null },
      handlingTime: { cases: 0, medianMinutes: null, p90Minutes: null },
      overdueOpen: 0,
      closedWithoutEvidence: 0,
      reopened: 0,
      postponed: 0,
      void: 0,
      superseded: 0,
    });
  });

  test('counts what was closed, and what in time, over what was due', () => {
    const cases = [
      closed(1),
      closed(2),
      closed(3),
      caseOf({}),
      caseOf({ end: { at: atHour(1), how: 'without-evidence' } }),
    ];
    expect(closure(cases, PERIOD)).toMatchObject({
      closureRate: { numerator: 3, denominator: 5, rate: 0.6 },
      inTimeRate: { numerator: 2, denominator: 5, rate: 0.4 },
      overdueOpen: 1,
      closedWithoutEvidence: 1,
    });
  });

  test('leaves out what was no case, and what is not due in the period', () => {
    const cases = [
      closed(1),
      caseOf({ end: { at: atHour(1), how: 'void' } }),
      caseOf({ end: { at: atHour(1), how: 'superseded' } }),
      caseOf({ dueAt: PERIOD.to }),
      caseOf({ dueAt: PERIOD.from - 1, end: { at: atHour(1), how: 'closed' } }),
      { ...caseOf({}), dueAt: undefined } as unknown as ClosureCase,
    ];
    expect(closure(cases, PERIOD)).toMatchObject({
      closureRate: { numerator: 1, denominator: 1 },
      void: 1,
      superseded: 1,
      overdueOpen: 0,
    });
  });

  test('counts what cannot be decided as in time, and says how many', () => {
    const between = (from: number, to: number) =>
      caseOf({ end: { at: atHour(to), notBefore: atHour(from), how: 'closed' } });
    const cases = [between(1, 1.9), between(1.5, 2.5), between(2.1, 3)];
    expect(closure(cases, PERIOD)).toMatchObject({
      inTimeRate: { numerator: 2, denominator: 3 },
      undecided: 1,
    });
  });

  test('is as things stood at the end of the period', () => {
    const later = closed(30);
    expect(closure([later], PERIOD)).toMatchObject({ closureRate: { numerator: 0 }, overdueOpen: 1 });
    expect(closure([later], PERIOD).handlingTime.cases).toBe(0);
    expect(closure([caseOf({ acceptedAt: PERIOD.to })], PERIOD).responseTime.cases).toBe(0);
    expect(closure([caseOf({ end: { at: PERIOD.to, how: 'void' } })], PERIOD)).toMatchObject({
      void: 0,
      overdueOpen: 1,
    });
  });

  test('measures response and handling from when it was found, by median and P90', () => {
    const cases = [1, 2, 3, 4, 11].map((hours) => ({
      ...closed(hours),
      acceptedAt: atHour(0) + hours * MINUTE,
    }));
    const { responseTime, handlingTime } = closure(cases, PERIOD);
    expect(handlingTime).toEqual({ cases: 5, medianMinutes: 180, p90Minutes: 492 });
    expect(responseTime).toEqual({ cases: 5, medianMinutes: 3, p90Minutes: expect.closeTo(8.2) });
  });

  test('has no negative time where a clock was set back', () => {
    expect(closure([caseOf({ acceptedAt: atHour(-1) })], PERIOD).responseTime.medianMinutes).toBe(0);
  });

  test('counts reopened among the due and postponed where it happened', () => {
    const cases = [caseOf({ reopened: 2 }), caseOf({ postponedAt: atHour(1), dueAt: PERIOD.to + HOUR })];
    expect(closure(cases, PERIOD)).toMatchObject({
      reopened: 1,
      postponed: 1,
      closureRate: { denominator: 1 },
    });
  });
});

describe('properties', () => {
  const time = fc.integer({ min: 90, max: 130 }).map((hours) => hours * HOUR);
  const end = fc.record({
    at: time,
    how: fc.constantFrom(
      'closed' as const,
      'without-evidence' as const,
      'void' as const,
      'superseded' as const,
    ),
  });
  const text = fc.constantFrom('a', 'b', 'c');
  const one: fc.Arbitrary<ClosureCase> = fc.record(
    {
      grid: text,
      rule: text,
      person: text,
      shift: text,
      foundAt: time,
      acceptedAt: time,
      dueAt: time,
      end,
      reopened: fc.nat(1),
    },
    { requiredKeys: ['grid', 'rule', 'foundAt', 'reopened'] },
  );
  const cases = fc.array(one, { maxLength: 30 });

  test('every case that was due is closed, closed without evidence, or open', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { closureRate, inTimeRate, overdueOpen, closedWithoutEvidence } = closure(given, PERIOD);
        expect(closureRate.numerator + overdueOpen + closedWithoutEvidence).toBe(closureRate.denominator);
        expect(inTimeRate.numerator).toBeLessThanOrEqual(closureRate.numerator);
      }),
    );
  });

  test('groups add up to the whole', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom<ClosureGroup>('grid', 'person', 'rule', 'shift'), (given, group) => {
        const groups = closureBy(given, group, PERIOD);
        const whole = closure(given, PERIOD);
        const sum = (of: (row: typeof whole) => number) => groups.reduce((total, row) => total + of(row), 0);
        expect(sum((row) => row.closureRate.denominator)).toBe(whole.closureRate.denominator);
        expect(sum((row) => row.inTimeRate.numerator)).toBe(whole.inTimeRate.numerator);
        expect(sum((row) => row.handlingTime.cases)).toBe(whole.handlingTime.cases);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      }),
    );
  });

  test('periods that follow one another share no case and lose none that is due', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 101, max: 123 }), (given, hour) => {
        const cut = hour * HOUR;
        const open = given.map(({ end: _, ...rest }) => rest);
        const due = (from: number, to: number) => closure(open, { from, to }).closureRate.denominator;
        expect(due(PERIOD.from, cut) + due(cut, PERIOD.to)).toBe(due(PERIOD.from, PERIOD.to));
      }),
    );
  });
});

test('groups are in order of their key, those without one last', () => {
  const cases = [caseOf({}), caseOf({ person: 'bob' }), caseOf({ person: 'ann' })];
  expect(closureBy(cases, 'person', PERIOD).map(({ key }) => key)).toEqual(['ann', 'bob', undefined]);
});

test('quantiles lie between neighbours, as in a spreadsheet', () => {
  expect(quantile([], 0.5)).toBeUndefined();
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9)).toBeCloseTo(9.1);
});
