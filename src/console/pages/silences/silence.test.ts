import { describe, expect, it } from 'vitest';
import { bodyOf, byStanding, isComplete, type Silence, standingOf } from './silence.ts';

const NOW = Date.parse('2026-11-23T02:00:00.000Z');
const iso = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
const silence = (more: Partial<Silence>): Silence => ({
  id: 's-1',
  scope: { area: 'east' },
  reason: 'works',
  by: 'li',
  at: iso(-1),
  ...more,
});

describe('a silence', () => {
  it.each([
    ['active', { until: iso(1) }],
    ['ended', { until: iso(0) }],
    ['ended', { until: iso(1), ended: { at: iso(-0.5), by: 'li' } }],
    ['waiting', { from: iso(1), until: iso(2) }],
    ['active', { weekly: { days: [1], from: '22:00', to: '06:00', zone: 'Asia/Shanghai' } }],
  ] as const)('is %s', (standing, more) => {
    expect(standingOf(silence(more as Partial<Silence>), NOW)).toBe(standing);
  });

  it('stands with its like, the newest first', () => {
    const all = [
      silence({ id: 'old', at: iso(-3), until: iso(1) }),
      silence({ id: 'over', until: iso(-0.5) }),
      silence({ id: 'new', at: iso(-2), until: iso(1) }),
    ];
    expect(
      [...byStanding(all, NOW)].map(([standing, own]) => [standing, ...own.map(({ id }) => id)]),
    ).toEqual([
      ['active', 'new', 'old'],
      ['ended', 'over'],
    ]);
  });
});

describe('a new silence', () => {
  const draft = { scope: { area: 'east', station: '' }, reason: ' works ', hours: 4 };
  const weekly = { days: [1, 2], from: '22:00', to: '06:00', zone: 'Asia/Shanghai' };

  it('needs a scope, a reason, and an end or a schedule', () => {
    expect(isComplete(draft)).toBe(true);
    expect(isComplete({ ...draft, scope: { area: '' } })).toBe(false);
    expect(isComplete({ ...draft, reason: ' ' })).toBe(false);
    expect(isComplete({ scope: { area: 'east' }, reason: 'works' })).toBe(false);
    expect(isComplete({ scope: { area: 'east' }, reason: 'works', weekly })).toBe(true);
    expect(isComplete({ scope: { area: 'east' }, reason: 'works', weekly: { ...weekly, days: [] } })).toBe(
      false,
    );
  });

  it('sends what was given, and nothing else', () => {
    expect(bodyOf(draft, NOW)).toEqual({ scope: { area: 'east' }, reason: 'works', until: iso(4) });
    expect(bodyOf({ scope: { area: 'east' }, reason: 'works', weekly }, NOW)).toEqual({
      scope: { area: 'east' },
      reason: 'works',
      weekly,
    });
  });
});
