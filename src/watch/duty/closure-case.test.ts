import { describe, expect, test } from 'vitest';
import type { Alert, AlertEvent, AlertEventKind, Resolution } from '../alerts/alert.ts';
import { toClosureCase } from './closure-case.ts';
import { alertOf, deskOf, HOUR, MINUTE } from './duty.test-support.ts';

const FOUND = Date.parse('2026-11-24T08:00Z');
const desk = deskOf();

function eventOf(kind: AlertEventKind, at: number, by?: string): AlertEvent {
  const { id, rule, station, grid, severity } = alertOf(FOUND);
  return {
    type: 'alert-event',
    id: `${id}/1`,
    alertId: id,
    rule,
    station,
    grid,
    severity,
    kind,
    open: true,
    at,
    ...(by && { by }),
  };
}

function caseOf(changes: Partial<Alert>, events: AlertEvent[] = []) {
  return toClosureCase({ alert: alertOf(FOUND, changes), events, desk, reportingMinutes: 10 });
}

const endOf = (resolved: Resolution, changes: Partial<Alert> = {}) =>
  caseOf({ state: 'resolved', resolved, ...changes })?.end;

test('an open case is with the first person of the shift in which it was found, due in service time', () => {
  expect(caseOf({})).toEqual({
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
  const acknowledged = { at: FOUND, by: 'bob' };
  expect(caseOf({ acknowledged })?.person).toBe('bob');
  expect(caseOf({ acknowledged, assigned: { at: FOUND, to: 'dan' } })?.person).toBe('dan');
  const night = caseOf({ firedAt: Date.parse('2026-11-24T23:00Z') });
  expect(night?.person).toBeUndefined();
  expect(night?.shift).toBeUndefined();
  expect(night?.dueAt).toBe(Date.parse('2026-11-25T08:00Z'));
});

test('it was accepted first, and postponed last, when the events say so', () => {
  const events = [
    eventOf('fired', FOUND),
    eventOf('acknowledged', FOUND + MINUTE, 'ann'),
    eventOf('postponed', FOUND + 2 * MINUTE, 'sue'),
    eventOf('acknowledged', FOUND + 3 * MINUTE, 'bob'),
    eventOf('postponed', FOUND + 4 * MINUTE, 'sue'),
  ];
  const until = FOUND + 9 * HOUR;
  expect(caseOf({ postponed: { at: FOUND, until }, reopened: 1 }, events)).toMatchObject({
    acceptedAt: FOUND + MINUTE,
    postponedAt: FOUND + 4 * MINUTE,
    dueAt: until,
    reopened: 1,
  });
});

test('an alert that never fired is no case', () => {
  const { firedAt: _, ...pending } = alertOf(FOUND, { state: 'pending' });
  expect(toClosureCase({ alert: pending, events: [], desk, reportingMinutes: 10 })).toBeUndefined();
});

describe('the end', () => {
  const at = FOUND + 3 * HOUR;

  test('is when the bin was emptied, not when that was found out', () => {
    const evidence = { emptiedAt: FOUND + HOUR, source: 'crew' };
    expect(endOf({ at, reason: 'emptied', evidence })).toEqual({ at: FOUND + HOUR, how: 'closed' });
  });

  test('that a sensor alone dates may have been since its reading before', () => {
    const evidence = { emptiedAt: FOUND + HOUR, source: 'sensor' };
    expect(endOf({ at, reason: 'emptied', evidence })).toEqual({
      at: FOUND + HOUR,
      how: 'closed',
      notBefore: FOUND + HOUR - 10 * MINUTE,
    });
    expect(endOf({ at, reason: 'cleared', evidence: { at: at - MINUTE } })).toMatchObject({
      notBefore: at - 11 * MINUTE,
    });
    expect(endOf({ at: FOUND + MINUTE, reason: 'cleared' })).toMatchObject({ notBefore: FOUND });
  });

  test('by a person is without evidence while a sensor could have shown it', () => {
    expect(endOf({ at, reason: 'by-hand' })).toEqual({ at, how: 'without-evidence' });
    expect(endOf({ at, reason: 'outside' })).toEqual({ at, how: 'without-evidence' });
    expect(endOf({ at, reason: 'by-hand', confirmedAt: at + HOUR })).toEqual({ at, how: 'closed' });
    expect(endOf({ at, reason: 'by-hand' }, { rule: 'reported', kind: 'reported' })).toEqual({
      at,
      how: 'closed',
    });
  });

  test('of a device is exact; void and superseded are no closing', () => {
    expect(endOf({ at, reason: 'cleared' }, { kind: 'device' })).toEqual({ at, how: 'closed' });
    expect(endOf({ at, reason: 'void' })).toEqual({ at, how: 'void' });
    expect(endOf({ at, reason: 'superseded' })).toEqual({ at, how: 'superseded' });
  });
});
