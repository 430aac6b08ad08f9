import { describe, expect, test } from 'vitest';
import { dutyOf, pathOf, personOf, shiftOf } from './duty.test-support.ts';
import type { DutySettings } from './duty.ts';
import { createRoster } from './roster.ts';

const NOON = Date.parse('2026-11-24T12:00Z');
const MIDNIGHT = Date.parse('2026-11-24T00:00Z');
const rosterOf = (changes: Partial<DutySettings> = {}) => createRoster(dutyOf(changes), pathOf);
const idsOf = (people: readonly { id: string }[]) => people.map(({ id }) => id);

describe('on duty', () => {
  test('is who has the post of the area above, with the turn', () => {
    expect(rosterOf().onDuty('grid-1', 'driver', NOON)).toMatchObject({
      area: 'town',
      shift: 'day',
      a: { id: 'ann' },
      b: { id: 'bob' },
      from: Date.parse('2026-11-24T06:00Z'),
      until: Date.parse('2026-11-24T18:00Z'),
    });
  });

  test('is nobody outside the shift, nor for a role without a post', () => {
    expect(rosterOf().onDuty('grid-1', 'driver', MIDNIGHT)).toBeUndefined();
    expect(rosterOf().onDuty('grid-1', 'cleaner', NOON)).toBeUndefined();
    expect(rosterOf().onDuty('elsewhere', 'driver', NOON)).toBeUndefined();
  });

  test('is the nearer post, for its own time and role alone', () => {
    const posts: DutySettings['posts'] = [
      { area: 'town', role: 'driver', a: 'ann' },
      { area: 'road', role: 'driver', shift: 'night', a: 'dan' },
    ];
    const roster = rosterOf({ posts });
    expect(roster.onDuty('grid-1', 'driver', MIDNIGHT)?.a.id).toBe('dan');
    expect(roster.onDuty('grid-1', 'driver', NOON)?.a.id).toBe('ann');
    expect(roster.onDuty('town', 'driver', MIDNIGHT)?.a.id).toBe('ann');
  });

  test('is by the clock of the zone of the area that has the post', () => {
    const roster = rosterOf({ zones: { town: 'Asia/Shanghai' } });
    expect(roster.onDuty('grid-1', 'driver', MIDNIGHT)?.a.id).toBe('ann');
    expect(roster.onDuty('grid-1', 'driver', NOON)).toBeUndefined();
  });

  test('are those whose turn began last where two shifts overlap; everyone is everyone', () => {
    const roster = rosterOf({
      shifts: [shiftOf('early', '06:00', '14:00'), shiftOf('late', '11:00', '20:00')],
      posts: [
        { area: 'town', role: 'driver', shift: 'late', a: 'bob' },
        { area: 'road', role: 'cleaner', shift: 'early', a: 'dan', b: 'ann' },
        { area: 'town', role: 'driver', shift: 'early', a: 'ann', b: 'bob' },
      ],
    });
    expect(roster.onDuty('grid-1', 'driver', NOON)?.a.id).toBe('bob');
    expect(idsOf(roster.everyoneOnDuty('grid-1', NOON)).sort()).toEqual(['ann', 'bob', 'dan']);
    expect(roster.everyoneOnDuty('grid-1', MIDNIGHT)).toEqual([]);
  });
});

describe('absent', () => {
  const onDuty = (absences: DutySettings['absences'], at = NOON) => {
    const turn = rosterOf({ absences }).onDuty('grid-1', 'driver', at);
    return turn && idsOf(turn.b ? [turn.a, turn.b] : [turn.a]);
  };
  const today = { from: '2026-11-24', until: '2026-11-24' };

  test('A is followed by B', () => {
    expect(onDuty([{ person: 'ann', ...today }])).toEqual(['bob']);
    expect(onDuty([{ person: 'ann', ...today }], NOON + 86_400_000)).toEqual(['ann', 'bob']);
    expect(
      onDuty([
        { person: 'ann', ...today },
        { person: 'bob', ...today },
      ]),
    ).toBeUndefined();
  });

  test('a person is replaced by the stand-in, however far, but by nobody twice', () => {
    expect(onDuty([{ person: 'ann', ...today, standIn: 'dan' }])).toEqual(['dan', 'bob']);
    expect(onDuty([{ person: 'ann', ...today, standIn: 'bob' }])).toEqual(['bob']);
    const chain = [
      { person: 'ann', ...today, standIn: 'dan' },
      { person: 'dan', ...today, standIn: 'ann' },
    ];
    expect(onDuty(chain)).toEqual(['bob']);
  });

  test('counts for the turn that began that day, also behind midnight', () => {
    const roster = rosterOf({
      posts: [{ area: 'town', role: 'driver', shift: 'night', a: 'ann', b: 'bob' }],
      absences: [{ person: 'ann', ...today }],
    });
    const night = Date.parse('2026-11-25T01:00Z');
    expect(roster.onDuty('grid-1', 'driver', night)?.a.id).toBe('bob');
    expect(roster.onDuty('grid-1', 'driver', night - 86_400_000)?.a.id).toBe('ann');
  });
});

test('supervisors are told off duty too while none is on duty, but not on leave', () => {
  expect(idsOf(rosterOf().supervisorsOf('grid-1', NOON))).toEqual(['sue', 'sam']);
  expect(idsOf(rosterOf().supervisorsOf('grid-1', MIDNIGHT))).toEqual(['sue', 'sam']);
  const absences = [{ person: 'sue', from: '2026-11-24', until: '2026-11-24' }];
  expect(idsOf(rosterOf({ absences }).supervisorsOf('grid-1', MIDNIGHT))).toEqual(['sam']);
  expect(rosterOf({ posts: [] }).supervisorsOf('grid-1', NOON)).toEqual([]);
  expect(rosterOf({ people: [personOf('ann', 'driver')] }).person('ann')?.name).toBe('ann');
});
