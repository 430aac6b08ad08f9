import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../alerts/alert.ts';
import { alertOf, deskOf, HOUR, MINUTE } from './duty.test-support.ts';
import { type EscalationDesk, type EscalationState, escalate, type Step } from './escalation.ts';

const MORNING = Date.parse('2026-11-24T08:00Z');
const deed = (at: number, by: string) => ({ at, by });
const shown = (steps: readonly Step[]) => steps.map(({ kind, to }) => `${kind}: ${to.join(' ')}`);

/** Follows one alert over time; the state goes through JSON each time, as over a restart. */
function follow(desk: EscalationDesk) {
  let state: EscalationState | undefined;
  return (alert: Alert, now: number) => {
    const result = escalate(alert, desk, { state, now });
    state = JSON.parse(JSON.stringify(result.state));
    return result;
  };
}

/** What is due at each of these minutes after the alert fired. */
function told(desk: EscalationDesk, alert: Alert, minutes: readonly number[]) {
  const step = follow(desk);
  return minutes.map((after) => shown(step(alert, (alert.firedAt ?? 0) + after * MINUTE).due));
}

describe('a full bin', () => {
  test('goes from A to B to the supervisors, then is overdue, each once', () => {
    const minutes = [0, 1, 29, 30, 31, 59, 60, 119, 120, 500];
    expect(told(deskOf(), alertOf(MORNING), minutes)).toEqual([
      ['raised: ann'],
      [],
      [],
      ['second: bob'],
      [],
      [],
      ['supervisor: sue sam'],
      [],
      ['overdue: ann sue sam'],
      [],
    ]);
  });

  test('leaves out no step where nobody looked for hours', () => {
    expect(told(deskOf(), alertOf(MORNING), [0, 300])).toEqual([
      ['raised: ann'],
      ['second: bob', 'supervisor: sue sam', 'overdue: ann sue sam'],
    ]);
  });

  test('that was accepted is only overdue, and that is for who accepted it', () => {
    const alert = alertOf(MORNING, { acknowledged: deed(MORNING + MINUTE, 'bob') });
    const step = follow(deskOf());
    step(alertOf(MORNING), MORNING);
    expect(step(alert, MORNING + HOUR).due).toEqual([]);
    expect(shown(step(alert, MORNING + 2 * HOUR).due)).toEqual(['overdue: bob sue sam']);
  });

  test('that the crew cannot empty goes to the supervisors at once', () => {
    const alert = alertOf(MORNING, { cannot: deed(MORNING + MINUTE, 'ann') });
    const step = follow(deskOf());
    step(alertOf(MORNING), MORNING);
    expect(shown(step(alert, MORNING + MINUTE).due)).toEqual(['cannot: sue sam']);
  });

  test('goes to the supervisors without B where there is none', () => {
    const posts = [
      { area: 'town', role: 'driver' as const, shift: 'day', a: 'ann' },
      { area: 'town', role: 'supervisor' as const, a: 'sue' },
    ];
    expect(told(deskOf({ posts }), alertOf(MORNING), [0, 30, 60])).toEqual([
      ['raised: ann'],
      ['second: ', 'supervisor: sue'],
      [],
    ]);
  });

  test('of the evening is told to who comes on duty, and B of the new shift', () => {
    const evening = Date.parse('2026-11-24T17:50Z');
    const posts = [
      { area: 'town', role: 'driver' as const, shift: 'day', a: 'ann', b: 'bob' },
      { area: 'town', role: 'driver' as const, shift: 'night', a: 'dan', b: 'bob' },
    ];
    expect(told(deskOf({ posts }), alertOf(evening), [0, 30])).toEqual([
      ['raised: ann'],
      ['second: bob dan'],
    ]);
  });
});

describe('nobody on duty', () => {
  test('is told to the supervisors in service hours, and A when somebody comes', () => {
    const evening = Date.parse('2026-11-24T20:00Z');
    const minutes = [0, 1, 10 * 60 - 1, 10 * 60, 10 * 60 + 29, 10 * 60 + 30];
    expect(told(deskOf(), alertOf(evening, { severity: 'notice' }), minutes)).toEqual([
      ['nobody: sue sam'],
      [],
      ['overdue: sue sam'],
      ['raised: ann'],
      [],
      ['second: bob'],
    ]);
  });

  test('is no matter at night, when no limit runs', () => {
    const night = Date.parse('2026-11-24T23:00Z');
    expect(told(deskOf(), alertOf(night), [0, 6 * 60, 7 * 60, 7 * 60 + 29, 7 * 60 + 30, 8 * 60])).toEqual([
      [],
      [],
      ['raised: ann'],
      [],
      ['second: bob'],
      ['supervisor: sue sam'],
    ]);
  });

  test('and no supervisor either is said to nobody in particular, not kept', () => {
    const posts = [{ area: 'town', role: 'technician' as const, a: 'tom' }];
    expect(told(deskOf({ posts }), alertOf(MORNING), [0, 120])).toEqual([['nobody: '], ['overdue: ']]);
  });

  test('because there is no duty plan: it is raised at once, and nobody is asked', () => {
    const night = Date.parse('2026-11-24T23:00Z');
    const minutes = [0, 60, 12 * 60];
    expect(told(deskOf({ posts: [] }), alertOf(night), minutes)).toEqual([['raised: '], [], ['overdue: ']]);
  });
});

describe('a hazard', () => {
  const fire = (at: number) => alertOf(at, { rule: 'hazard', kind: 'hazard', severity: 'critical' });

  test('is told to everyone on duty, then to the supervisors, by the clock', () => {
    expect(told(deskOf(), fire(MORNING), [0, 29, 30, 120])).toEqual([
      ['raised: ann bob tom sue sam'],
      [],
      ['supervisor: sue sam'],
      ['overdue: ann bob tom sue sam'],
    ]);
  });

  test('is told to the supervisors at night as well', () => {
    const night = Date.parse('2026-11-24T23:00Z');
    expect(told(deskOf(), fire(night), [0, 120])).toEqual([['nobody: sue sam'], ['overdue: sue sam']]);
  });

  test('that a person reports is one', () => {
    const report = alertOf(MORNING, { rule: 'reported', kind: 'reported', report: { kind: 'fire' } });
    expect(told(deskOf(), report, [0])).toEqual([['raised: ann bob tom sue sam']]);
  });
});

describe('given to another person', () => {
  test('it begins anew with that person, without what was done before', () => {
    const before = alertOf(MORNING, { acknowledged: deed(MORNING, 'ann'), arrived: deed(MORNING, 'ann') });
    const { acknowledged: _, ...open } = before;
    const given = { ...open, assigned: { ...deed(MORNING + 70 * MINUTE, 'sue'), to: 'dan' } };
    const step = follow(deskOf());
    expect(step(before, MORNING + MINUTE).due).toEqual([]);
    expect(shown(step(given, MORNING + 70 * MINUTE).due)).toEqual(['raised: dan']);
    expect(shown(step(given, MORNING + 99 * MINUTE).due)).toEqual([]);
    expect(shown(step(given, MORNING + 100 * MINUTE).due)).toEqual(['second: bob ann']);
    expect(shown(step(given, MORNING + 120 * MINUTE).due)).toEqual(['overdue: dan sue sam']);
  });

  test('what is overdue is not said again', () => {
    const given = alertOf(MORNING, { assigned: { ...deed(MORNING + 130 * MINUTE, 'sue'), to: 'dan' } });
    const step = follow(deskOf());
    step(alertOf(MORNING), MORNING);
    step(alertOf(MORNING), MORNING + 120 * MINUTE);
    expect(shown(step(given, MORNING + 131 * MINUTE).due)).toEqual(['raised: dan']);
  });
});

test('reopened, it begins anew', () => {
  const step = follow(deskOf());
  step(alertOf(MORNING), MORNING);
  step({ ...alertOf(MORNING), state: 'resolved' }, MORNING + 20 * MINUTE);
  const again = alertOf(MORNING, { reopened: 1 });
  expect(shown(step(again, MORNING + 40 * MINUTE).due)).toEqual(['raised: ann']);
  expect(shown(step(again, MORNING + 69 * MINUTE).due)).toEqual([]);
  expect(shown(step(again, MORNING + 70 * MINUTE).due)).toEqual(['second: bob']);
});

describe('while it rests', () => {
  test.each([
    ['silenced', { silencedBy: 's-1' }],
    ['hidden', { hiddenBy: 'another' }],
  ])('%s, nobody is told and the time to accept it stands still', (_, rest) => {
    const step = follow(deskOf());
    step(alertOf(MORNING), MORNING);
    expect(step(alertOf(MORNING, rest), MORNING + 20 * MINUTE)).toMatchObject({ due: [] });
    expect(step(alertOf(MORNING, rest), MORNING + 80 * MINUTE)).toMatchObject({ due: [] });
    expect(step(alertOf(MORNING), MORNING + 81 * MINUTE).due).toEqual([]);
    expect(step(alertOf(MORNING), MORNING + 90 * MINUTE).due).toEqual([]);
    expect(shown(step(alertOf(MORNING), MORNING + 91 * MINUTE).due)).toEqual(['second: bob']);
  });

  test('postponed, it is due at the end of that', () => {
    const until = MORNING + 5 * HOUR;
    const alert = alertOf(MORNING, {
      acknowledged: deed(MORNING, 'ann'),
      postponed: { ...deed(MORNING, 'sue'), until },
    });
    const step = follow(deskOf());
    expect(step(alert, MORNING + 4 * HOUR)).toMatchObject({ due: [], nextAt: until });
    expect(shown(step(alert, until).due)).toEqual(['overdue: ann sue sam']);
  });
});

describe('always', () => {
  const HOUR_STEPS = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 30 });
  const firedAt = fc.integer({ min: MORNING, max: MORNING + 24 * HOUR });
  const kind = fc.constantFrom('full' as const, 'device' as const, 'hazard' as const);

  test('a step comes once, in order, and all that are due by the end have come, however often one looks', () => {
    fc.assert(
      fc.property(firedAt, kind, HOUR_STEPS, (fired, alertKind, waits) => {
        const alert = alertOf(fired, { kind: alertKind });
        const desk = deskOf();
        const step = follow(desk);
        const kinds: string[] = [];
        let now = fired;
        for (const minutes of waits) {
          now += minutes * MINUTE;
          kinds.push(...step(alert, now).due.map((one) => one.kind));
        }
        expect(new Set(kinds).size).toBe(kinds.length);
        const place = (one: string) => kinds.indexOf(one);
        if (place('second') >= 0) expect(place('raised')).toBeLessThan(place('second'));
        if (place('supervisor') >= 0)
          expect(place(alertKind === 'hazard' ? 'raised' : 'second')).toBeLessThan(place('supervisor'));
        expect(step(alert, now).due).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing is looked at again before something can be due, with or without a duty plan', () => {
    fc.assert(
      fc.property(firedAt, kind, fc.boolean(), HOUR_STEPS, (fired, alertKind, isPlanned, waits) => {
        const step = follow(deskOf(isPlanned ? {} : { posts: [] }));
        let now = fired;
        for (const minutes of waits) {
          now += minutes * MINUTE;
          expect(
            step(alertOf(fired, { kind: alertKind }), now).nextAt ?? Number.POSITIVE_INFINITY,
          ).toBeGreaterThan(now);
        }
      }),
    );
  });

  test('looking at `nextAt` alone finds each step when looking each minute would', () => {
    fc.assert(
      fc.property(firedAt, kind, (fired, alertKind) => {
        const alert = alertOf(Math.floor(fired / MINUTE) * MINUTE, { kind: alertKind });
        const [rarely, often] = [follow(deskOf()), follow(deskOf())];
        const seen: string[] = [];
        const wanted: string[] = [];
        const start = alert.firedAt ?? 0;
        for (let now: number | undefined = start; now !== undefined && now < start + 30 * HOUR; ) {
          const { due, nextAt } = rarely(alert, now);
          seen.push(...due.map((one) => `${one.kind} ${now}`));
          if (nextAt !== undefined) expect(nextAt).toBeGreaterThan(now);
          now = nextAt;
        }
        for (let now = start; now < start + 30 * HOUR; now += MINUTE) {
          wanted.push(...often(alert, now).due.map((one) => `${one.kind} ${now}`));
        }
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 8 },
    );
  });

  test('nothing to do keeps the very state', () => {
    const desk = deskOf();
    const { state } = escalate(alertOf(MORNING), desk, { state: undefined, now: MORNING });
    expect(escalate(alertOf(MORNING), desk, { state, now: MORNING + MINUTE }).state).toBe(state);
    const resting = escalate(alertOf(MORNING, { hiddenBy: 'x' }), desk, {
      state,
      now: MORNING + MINUTE,
    }).state;
    expect(
      escalate(alertOf(MORNING, { hiddenBy: 'x' }), desk, { state: resting, now: MORNING + HOUR }).state,
    ).toBe(resting);
  });

  test('a clock that is set back takes nothing back', () => {
    expect(told(deskOf(), alertOf(MORNING), [0, 30, -60, 31])).toEqual([
      ['raised: ann'],
      ['second: bob'],
      [],
      [],
    ]);
  });
});
