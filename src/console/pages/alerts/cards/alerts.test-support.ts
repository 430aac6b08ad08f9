// Alerts as the API gives them, for tests: plain ones, and any.
import fc from 'fast-check';
import type { Alert } from '../alert.ts';

export const NOW = Date.parse('2026-11-23T02:00:00.000Z');
const HOUR_MS = 3_600_000;

/** A full bin of food waste at s-1, open for an hour, unless told otherwise. */
export function anAlert(more: Partial<Alert> = {}): Alert {
  const { rule = 'bin-full', station = 's-1', stream = 'food' } = more;
  const since = new Date(NOW - HOUR_MS).toISOString();
  return {
    id: `${rule}.${station}.${stream}.1`,
    rule,
    kind: 'full',
    state: 'firing',
    severity: 'warning',
    station,
    grid: 'g-1',
    stream,
    binIds: ['food-1'],
    evidence: { level: 0.85 },
    since,
    firedAt: since,
    reopened: 0,
    reports: 0,
    ...more,
  };
}

const KINDS: Readonly<Record<Alert['rule'], Alert['kind']>> = {
  hazard: 'hazard',
  'bin-overflowing': 'full',
  'bin-full': 'full',
  'collection-overdue': 'full',
  'bin-full-soon': 'full',
  'station-offline': 'device',
  'sensor-fault': 'device',
  'station-clock': 'device',
  'station-message-faults': 'device',
  reported: 'reported',
};

const deed = fc.record({
  at: fc.integer({ min: NOW - HOUR_MS, max: NOW }).map((at) => new Date(at).toISOString()),
  by: fc.constantFrom('li', 'wang'),
});

export const anyAlert: fc.Arbitrary<Alert> = fc
  .record({
    rule: fc.constantFrom(...(Object.keys(KINDS) as Alert['rule'][])),
    state: fc.constantFrom('pending' as const, 'firing' as const, 'firing' as const, 'resolved' as const),
    severity: fc.constantFrom('notice' as const, 'warning' as const, 'critical' as const),
    station: fc.constantFrom('s-1', 's-2', 's-3'),
    stream: fc.constantFrom('food' as const, 'residual' as const),
    level: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    ageMs: fc.integer({ min: 0, max: 48 * HOUR_MS }),
    silencedBy: fc.option(fc.constant('silence-1'), { nil: undefined, freq: 5 }),
    acknowledged: fc.option(deed, { nil: undefined }),
    arrived: fc.option(deed, { nil: undefined }),
    number: fc.nat({ max: 1_000_000 }),
  })
  .map(({ rule, state, level, ageMs, number, ...more }) => {
    const at = new Date(NOW - ageMs).toISOString();
    return anAlert({
      ...more,
      id: `${rule}.${more.station}.${number}`,
      rule,
      kind: KINDS[rule],
      state,
      since: at,
      evidence: level === undefined ? {} : { level, expectedFullAt: NOW + ageMs },
      ...(state === 'resolved' && {
        resolved: { at, reason: rule === 'bin-full-soon' ? 'superseded' : 'emptied' },
      }),
    });
  });

/** Each id once. */
export const anyAlerts = fc.uniqueArray(anyAlert, { selector: ({ id }) => id, maxLength: 30 });
