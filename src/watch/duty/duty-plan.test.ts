import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deskOf, HOUR } from './duty.test-support.ts';
import { DUTY_ROLES, type DutySettings } from './duty.ts';
import { dutyPlan } from './duty-plan.ts';

const MONDAY = Date.parse('2026-11-23T00:00Z');
const DAY = 24 * HOUR;

function planOf(changes: Partial<DutySettings>, range = { from: MONDAY, to: MONDAY + DAY }) {
  const { duty, roster, serviceTime } = deskOf(changes);
  return dutyPlan({ grid: 'grid-1', ...range }, { roster, routes: duty.routes, serviceTime });
}

const hoursOf = ({ from, until }: { from: number; until: number }) =>
  `${(from - MONDAY) / HOUR}-${(until - MONDAY) / HOUR}`;

test('says who is on duty when, and when nobody is', () => {
  const { turns, gaps } = planOf({});
  expect(turns.map((turn) => `${turn.role} ${hoursOf(turn)} ${turn.a.id} ${turn.b?.id}`)).toEqual([
    'driver 6-18 ann bob',
    'technician 6-18 tom undefined',
    'supervisor 6-18 sue sam',
  ]);
  const shown = gaps.map((gap) => `${gap.kind} ${hoursOf(gap)} ${gap.serviceMinutes}`);
  expect(shown).toEqual([
    'hazard 0-6 360',
    'hazard 18-24 360',
    'full 0-6 0',
    'full 18-24 240',
    'device 0-6 0',
    'device 18-24 240',
    'reported 0-6 0',
    'reported 18-24 240',
  ]);
});

test('of a post round the clock is one turn, cut where others stand in', () => {
  const posts: DutySettings['posts'] = [
    { area: 'town', role: 'driver', a: 'ann', b: 'bob' },
    { area: 'road', role: 'driver', shift: 'night', a: 'dan' },
  ];
  const absences = [{ person: 'ann', from: '2026-11-24', until: '2026-11-24' }];
  const { turns, gaps } = planOf({ posts, absences }, { from: MONDAY, to: MONDAY + 2 * DAY });
  expect(turns.map((turn) => `${hoursOf(turn)} ${turn.area} ${turn.a.id}`)).toEqual([
    '0-6 road dan',
    '6-18 town ann',
    '18-30 road dan',
    '30-42 town bob',
    '42-48 road dan',
  ]);
  expect(gaps.filter(({ kind }) => kind === 'full')).toEqual([]);
  expect(gaps.filter(({ kind }) => kind === 'device').map(hoursOf)).toEqual(['0-48']);
});

test('is at each instant what the roster answers', () => {
  const person = fc.constantFrom('ann', 'bob', 'dan');
  const post = fc.record(
    {
      area: fc.constantFrom('town', 'road', 'grid-1', 'grid-2'),
      role: fc.constantFrom('driver' as const, 'cleaner' as const),
      shift: fc.constantFrom('day', 'night'),
      a: person,
      b: person,
    },
    { requiredKeys: ['area', 'role', 'a'] },
  );
  const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin');
  const start = fc.integer({ min: 0, max: 400 }).map((days) => MONDAY + days * DAY);
  fc.assert(
    fc.property(fc.array(post, { maxLength: 5 }), zone, start, (posts, townZone, from) => {
      const changes = { posts, zones: { town: townZone } };
      const { roster } = deskOf(changes);
      const { turns, gaps } = planOf(changes, { from, to: from + 2 * DAY });
      for (let at = from; at < from + 2 * DAY; at += HOUR / 2) {
        for (const role of DUTY_ROLES) {
          const planned = turns.filter((turn) => turn.role === role && turn.from <= at && at < turn.until);
          const asked = roster.onDuty('grid-1', role, at);
          expect(planned.map(({ a, b }) => [a, b])).toEqual(asked ? [[asked.a, asked.b]] : []);
        }
        const nobody = roster.everyoneOnDuty('grid-1', at).length === 0;
        expect(gaps.some((gap) => gap.kind === 'hazard' && gap.from <= at && at < gap.until)).toBe(nobody);
      }
    }),
    { numRuns: 20 },
  );
});
