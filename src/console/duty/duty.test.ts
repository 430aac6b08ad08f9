import { describe, expect, it } from 'vitest';
import { candidatesOf, isNow, type Turn } from './duty.ts';

const person = (id: string) => ({ id, name: id.toUpperCase() });
const turn = (more: Partial<Turn>): Turn => ({
  area: 'town',
  role: 'driver',
  a: person('li'),
  from: '2026-11-23T00:00:00.000Z',
  until: '2026-11-23T08:00:00.000Z',
  ...more,
});

describe('who can be given a case', () => {
  it('is each person once, the first before the second, drivers before the rest', () => {
    const people = candidatesOf([
      turn({ role: 'supervisor', a: person('chen') }),
      turn({ role: 'cleaner', a: person('wang'), b: person('li') }),
      turn({ b: person('wang') }),
    ]);
    expect(people.map(({ id, role, place }) => [id, role, place])).toEqual([
      ['li', 'driver', 'a'],
      ['wang', 'cleaner', 'a'],
      ['chen', 'supervisor', 'a'],
    ]);
  });
});

it('a turn ends where the next begins', () => {
  const ends = Date.parse('2026-11-23T08:00:00.000Z');
  expect([isNow(turn({}), ends - 1), isNow(turn({}), ends)]).toEqual([true, false]);
});
