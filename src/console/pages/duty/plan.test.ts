import { expect, it } from 'vitest';
import { gapsThatMatter, type Turn } from '../../duty/duty.ts';
import { postsOf } from './plan.ts';

const AT = Date.parse('2026-11-23T02:00:00.000Z');
const HOUR_MS = 3_600_000;
const iso = (hours: number) => new Date(AT + hours * HOUR_MS).toISOString();
const turn = (a: string, from: number, until: number, more: Partial<Turn> = {}): Turn => ({
  area: 'town',
  role: 'driver',
  shift: 'day',
  a: { id: a, name: a },
  from: iso(from),
  until: iso(until),
  ...more,
});
const shown = (turns: readonly Turn[]) =>
  postsOf(turns, ['town', 'east'], AT).map(({ area, posts }) => [
    area,
    ...posts.map(({ role, now, next }) => [role, now?.a.id, next?.a.id]),
  ]);

it('says of each area and role who is on duty, and who is next', () => {
  expect(
    shown([
      turn('wang', 2, 12, { shift: 'night' }),
      turn('li', -2, 2),
      turn('zhou', -2, 2, { area: 'east', role: 'technician' }),
    ]),
  ).toEqual([
    ['town', ['driver', 'li', 'wang']],
    ['east', ['technician', 'zhou', undefined]],
  ]);
});

it('says when nobody is on duty now', () => {
  expect(shown([turn('wang', 2, 12)])).toEqual([['town', ['driver', undefined, 'wang']]]);
});

it('of a pair around the clock the next day is not the next turn; of a shift the same pair is', () => {
  const always = { shift: undefined } as unknown as Partial<Turn>;
  expect(shown([turn('li', -2, 14, always), turn('li', 14, 38, always)])).toEqual([
    ['town', ['driver', 'li', undefined]],
  ]);
  expect(shown([turn('li', -2, 2), turn('li', 22, 26)])).toEqual([['town', ['driver', 'li', 'li']]]);
});

it('names only gaps in which somebody would have to be there, the soonest first', () => {
  const gap = (from: number, serviceMinutes: number) =>
    ({ area: 'town', kind: 'full', from: iso(from), until: iso(from + 1), serviceMinutes }) as const;
  expect(
    gapsThatMatter([gap(5, 60), gap(1, 0), gap(2, 10)]).map(({ serviceMinutes }) => serviceMinutes),
  ).toEqual([10, 60]);
});
