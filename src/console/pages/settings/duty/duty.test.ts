import { expect, test } from 'vitest';
import { realGaps, turnsAt, weekAhead } from './duty.ts';

const person = { id: 'li', name: '李' };
const turn = (from: string, until: string) => ({ area: 'town', role: 'driver', a: person, from, until });

test('who is on duty now, by half-open turns', () => {
  const turns = [
    turn('2026-11-24T00:00:00Z', '2026-11-24T08:00:00Z'),
    turn('2026-11-24T08:00:00Z', '2026-11-24T16:00:00Z'),
  ];
  expect(turnsAt(turns, Date.parse('2026-11-24T08:00:00Z'))).toEqual([turns[1]]);
});

test('gaps outside of service hours are none; the rest by time', () => {
  const gap = (from: string, serviceMinutes: number) => ({
    area: 'town',
    kind: 'full',
    from,
    until: from,
    serviceMinutes,
  });
  expect(
    realGaps([gap('2026-11-25', 30), gap('2026-11-24', 0), gap('2026-11-24', 5)]).map(({ from }) => from),
  ).toEqual(['2026-11-24', '2026-11-25']);
});

test('a week, which the API answers in one go', () => {
  const { from, to } = weekAhead(1_000);
  expect((to - from) / 86_400_000).toBe(7);
});
