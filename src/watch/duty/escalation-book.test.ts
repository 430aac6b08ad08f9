import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../alerts/alert.ts';
import { alertOf, deskOf, dutyOf, HOUR, MINUTE, pathOf } from './duty.test-support.ts';
import type { EscalationState } from './escalation.ts';
import { EscalationBook } from './escalation-book.ts';

const MORNING = Date.parse('2026-11-24T08:00Z');

/** A book over a store that keeps what each transaction kept. */
function createShelf() {
  const stored = { alerts: new Map<string, Alert>(), escalations: new Map<string, EscalationState>() };
  const open = () => {
    const { serviceTime } = deskOf();
    const copy = structuredClone(stored);
    return new EscalationBook({
      duty: dutyOf({}),
      pathOf,
      serviceTimeOf: () => serviceTime,
      stored: { alerts: copy.alerts.values(), escalations: copy.escalations },
    });
  };
  const keep = (book: EscalationBook, alert: Alert) => {
    stored.alerts.set(alert.id, alert);
    for (const [id, state] of book.takeChanges()) {
      if (state) stored.escalations.set(id, state);
      else stored.escalations.delete(id);
    }
  };
  return { stored, open, keep };
}

test('tells each step of each alert once, with the people and an id of its own', () => {
  const { open } = createShelf();
  const book = open();
  book.note(alertOf(MORNING));
  book.note(alertOf(MORNING, { id: 'other', kind: 'device' }));
  const told = book.tick(MORNING);
  expect(told.map(({ id, to }) => [id, to.map((person) => person.name)])).toEqual([
    ['bin-full/ts-1/food.1/0-0-raised', ['ann']],
    ['other/0-0-raised', ['tom']],
  ]);
  expect(book.tick(MORNING)).toEqual([]);
  expect(book.tick(MORNING + 30 * MINUTE).map(({ step }) => step.kind)).toEqual([
    'second',
    'second',
    'supervisor',
  ]);
});

test('of a thousand alerts at once all are told within a few ticks, the gravest first', () => {
  const { open } = createShelf();
  const book = open();
  for (let n = 0; n < 1_000; n += 1) book.note(alertOf(MORNING, { id: `a${n}` }));
  book.note(alertOf(MORNING, { id: 'fire', kind: 'hazard', severity: 'critical' }));
  expect(book.tick(MORNING)[0]?.alert.id).toBe('fire');
  const told = [1, 2, 3].flatMap((second) => book.tick(MORNING + second * 1_000));
  expect(told.length).toBeLessThan(1_000);
  expect(told.map(({ id }) => id)).toContain('a999/0-0-raised');
});

test('knows who was told of an open alert, each once', () => {
  const { open } = createShelf();
  const book = open();
  const { id } = alertOf(MORNING);
  book.note(alertOf(MORNING));
  expect(book.toldOf(id)).toBeUndefined();
  book.tick(MORNING);
  book.tick(MORNING + 2 * HOUR);
  expect(book.toldOf(id)?.map((person) => person.id)).toEqual(['ann', 'bob', 'sue', 'sam']);
});

test('takes note of what people do at once', () => {
  const { open } = createShelf();
  const book = open();
  book.note(alertOf(MORNING));
  book.tick(MORNING);
  book.note(alertOf(MORNING, { cannot: { at: MORNING + MINUTE, by: 'ann' } }));
  expect(book.tick(MORNING + MINUTE).map(({ step }) => step.kind)).toEqual(['cannot']);
});

test('forgets what is resolved, and begins anew when it is reopened', () => {
  const { open, keep, stored } = createShelf();
  const book = open();
  book.note(alertOf(MORNING));
  book.tick(MORNING);
  keep(book, alertOf(MORNING));
  expect(stored.escalations.size).toBe(1);
  book.note(alertOf(MORNING, { state: 'resolved' }));
  keep(book, alertOf(MORNING, { state: 'resolved' }));
  expect(stored.escalations.size).toBe(0);
  expect(book.tick(MORNING + HOUR)).toEqual([]);
  book.note(alertOf(MORNING, { reopened: 1 }));
  expect(book.tick(MORNING + HOUR).map(({ id }) => id)).toEqual(['bin-full/ts-1/food.1/1-0-raised']);
});

test('deletes what was stored of an alert that is open no longer', () => {
  const { serviceTime } = deskOf();
  const escalation: EscalationState = { reopened: 0, minutesBefore: 0, steps: [] };
  const alerts = [alertOf(MORNING), alertOf(MORNING, { id: 'closed', state: 'resolved' })];
  const escalations = [...alerts.map(({ id }) => id), 'gone'].map((id) => [id, escalation] as const);
  const book = new EscalationBook({
    duty: dutyOf({}),
    pathOf,
    serviceTimeOf: () => serviceTime,
    stored: { alerts, escalations },
  });
  expect(book.takeChanges()).toEqual([
    ['closed', undefined],
    ['gone', undefined],
  ]);
});

test('looks again when the places changed', () => {
  const { serviceTime } = deskOf();
  let hours = serviceTime.hours;
  const book = new EscalationBook({
    duty: dutyOf({}),
    pathOf,
    serviceTimeOf: () => ({ ...serviceTime, hours }),
  });
  const night = Date.parse('2026-11-24T23:00Z');
  book.note(alertOf(night));
  expect(book.tick(night)).toEqual([]);
  hours = [{ from: '00:00', to: '24:00' }];
  expect(book.tick(night + 1)).toEqual([]);
  book.placesChanged();
  expect(book.tick(night + 1).map(({ step }) => step.kind)).toEqual(['nobody']);
});

test('a restart at any moment neither repeats nor skips a step', () => {
  const firedAt = fc.integer({ min: 0, max: 24 * 60 }).map((minutes) => MORNING + minutes * MINUTE);
  const restarts = fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 10 });
  fc.assert(
    fc.property(firedAt, restarts, (fired, minutes) => {
      const alert = alertOf(fired);
      const run = (restartAt: ReadonlySet<number>) => {
        const { open, keep } = createShelf();
        let book = open();
        book.note(alert);
        const told: string[] = [];
        for (let minute = 0; minute <= 600; minute += 1) {
          told.push(...book.tick(fired + minute * MINUTE).map(({ id }) => `${minute} ${id}`));
          keep(book, alert);
          if (restartAt.has(minute)) book = open();
        }
        return told;
      };
      expect(run(new Set(minutes))).toEqual(run(new Set()));
    }),
    { numRuns: 20 },
  );
});
