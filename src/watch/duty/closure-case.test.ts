import { describe, expect, test } from 'vitest';
import { type CaseEmptying, type CaseEvent, closureCases } from './closure-case.ts';
import { deskOf, HOUR, MINUTE } from './duty.test-support.ts';

const FOUND = Date.parse('2026-11-24T08:00Z');
type Told = Partial<CaseEvent> & Pick<CaseEvent, 'kind' | 'at'>;

/** The case of one alert to which this happened after it fired. */
function caseOf(
  told: readonly Told[],
  { firedAt = FOUND, rule = 'bin-full' } = {},
  emptyings: CaseEmptying[] = [],
) {
  const events = [{ kind: 'fired', at: firedAt }, ...told].map(
    (one, n): CaseEvent => ({
      id: `alert/${n}`,
      alertId: 'alert',
      rule,
      station: 'ts-1',
      grid: 'grid-1',
      stream: 'food',
      severity: 'warning',
      open: true,
      firedAt,
      ...one,
    }),
  );
  const deskOfPlace = () => ({ ...deskOf(), reportingMinutes: 10 });
  return closureCases({ events: events.reverse(), emptyings, deskOf: deskOfPlace })[0];
}

const endOf = (told: Told, rule?: string, emptyings?: CaseEmptying[]) =>
  caseOf([told], { ...(rule && { rule }) }, emptyings)?.end;

test('an open case is with the first person of the shift in which it was found, due in service time', () => {
  expect(caseOf([])).toEqual({
    grid: 'grid-1',
    rule: 'bin-full',
    person: 'ann',
    shift: 'day',
    foundAt: FOUND,
    dueAt: FOUND + 2 * HOUR,
    reopened: 0,
  });
});

test('whoever has it is who it counts for; nobody on duty is nobody', () => {
  const accepted = { kind: 'acknowledged', at: FOUND, by: 'bob' };
  expect(caseOf([accepted])?.person).toBe('bob');
  expect(caseOf([accepted, { kind: 'assigned', at: FOUND, by: 'sue', to: 'dan' }])?.person).toBe('dan');
  const night = caseOf([], { firedAt: Date.parse('2026-11-24T23:00Z') });
  expect(night?.person).toBeUndefined();
  expect(night?.shift).toBeUndefined();
  expect(night?.dueAt).toBe(Date.parse('2026-11-25T08:00Z'));
});

test('it counts from the first acceptance and the last postponement', () => {
  const until = FOUND + 9 * HOUR;
  const told = [
    { kind: 'acknowledged', at: FOUND + MINUTE, by: 'ann' },
    { kind: 'postponed', at: FOUND + 2 * MINUTE, until: FOUND + HOUR },
    { kind: 'acknowledged', at: FOUND + 3 * MINUTE, by: 'bob' },
    { kind: 'postponed', at: FOUND + 4 * MINUTE, until },
  ];
  expect(caseOf(told)).toMatchObject({
    acceptedAt: FOUND + MINUTE,
    postponedAt: FOUND + 4 * MINUTE,
    dueAt: until,
  });
});

test('what was reopened is open until it is closed again', () => {
  const closed = { kind: 'resolved', at: FOUND + HOUR, reason: 'cleared' };
  const reopened = { kind: 'reopened', at: FOUND + 80 * MINUTE };
  const again = { ...closed, at: FOUND + 90 * MINUTE };
  expect(caseOf([closed, reopened])).toMatchObject({ reopened: 1 });
  expect(caseOf([closed, reopened])?.end).toBeUndefined();
  expect(caseOf([closed, reopened, again])?.end?.at).toBe(FOUND + 90 * MINUTE);
});

test('each alert is one case, the earliest first', () => {
  const event = {
    rule: 'hazard',
    station: 's',
    grid: 'g',
    severity: 'critical',
    kind: 'fired',
    open: true,
  } as const;
  const events = [5, 3].map((at) => ({ ...event, id: `a${at}/0`, alertId: `a${at}`, at, firedAt: at }));
  const cases = closureCases({
    events,
    emptyings: [],
    deskOf: () => ({ ...deskOf(), reportingMinutes: 10 }),
  });
  expect(cases.map(({ foundAt, dueAt }) => [foundAt, dueAt])).toEqual([
    [3, 3 + 2 * HOUR],
    [5, 5 + 2 * HOUR],
  ]);
});

describe('the end', () => {
  const at = FOUND + 3 * HOUR;
  const resolved = (reason: string, more: Partial<CaseEvent> = {}): Told => ({
    kind: 'resolved',
    at,
    reason,
    ...more,
  });

  test('is when the bin was emptied, not when that was found out', () => {
    const evidence = { emptiedAt: FOUND + HOUR, source: 'crew' };
    expect(endOf(resolved('emptied', { evidence }))).toEqual({ at: FOUND + HOUR, how: 'closed' });
  });

  test('is the last emptying of its stream while it was open, where the event does not say', () => {
    const emptying = {
      station: 'ts-1',
      binId: 'food-1',
      stream: 'food' as const,
      source: 'message' as const,
    };
    const emptyings = [
      { ...emptying, at: FOUND - 1 },
      { ...emptying, at: FOUND + HOUR },
      { ...emptying, at: FOUND + 2 * HOUR, stream: 'residual' as const },
      { ...emptying, at: FOUND + 2 * HOUR, station: 'ts-2' },
      { ...emptying, at: at + 1 },
    ];
    expect(endOf(resolved('emptied'), 'bin-full', emptyings)).toEqual({ at: FOUND + HOUR, how: 'closed' });
    expect(endOf(resolved('emptied'))).toMatchObject({ at });
  });

  test('that a sensor alone dates may have been since its reading before', () => {
    const evidence = { emptiedAt: FOUND + HOUR, source: 'sensor' };
    const notBefore = FOUND + HOUR - 10 * MINUTE;
    expect(endOf(resolved('emptied', { evidence }))).toEqual({ at: FOUND + HOUR, how: 'closed', notBefore });
    expect(endOf(resolved('cleared'))).toEqual({ at, how: 'closed', notBefore: at - 10 * MINUTE });
    expect(endOf(resolved('cleared', { at: FOUND + MINUTE }))).toMatchObject({ notBefore: FOUND });
  });

  test('by a person is without evidence while a sensor could have shown it', () => {
    expect(endOf(resolved('by-hand'))).toEqual({ at, how: 'without-evidence' });
    expect(endOf(resolved('outside'))).toEqual({ at, how: 'without-evidence' });
    expect(caseOf([resolved('by-hand'), { kind: 'confirmed', at: at + HOUR }])?.end).toEqual({
      at,
      how: 'closed',
    });
    expect(endOf(resolved('by-hand'), 'reported')).toEqual({ at, how: 'closed' });
  });

  test('of a device is exact; void and superseded are no closing', () => {
    expect(endOf(resolved('cleared'), 'station-offline')).toEqual({ at, how: 'closed' });
    expect(endOf(resolved('void'))).toEqual({ at, how: 'void' });
    expect(endOf(resolved('superseded'))).toEqual({ at, how: 'superseded' });
  });
});
