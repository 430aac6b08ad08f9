import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAlert, anyAlerts, NOW } from './alerts.test-support.ts';
import { cardKeyOf, cardsOf, isOverdue, roomLeft } from './card.ts';

const only = (...alerts: Parameters<typeof anAlert>[0][]) => cardsOf(alerts.map(anAlert), NOW);

describe('cards', () => {
  it('are one of each stream at a station, led by the gravest', () => {
    const cards = only(
      { rule: 'bin-full-soon', id: 'a' },
      { rule: 'bin-overflowing', id: 'b' },
      { rule: 'bin-full', id: 'c', hiddenBy: 'b' },
      { rule: 'bin-full', stream: 'residual', id: 'd' },
    );
    expect(cards.map(({ key, group, lead, alerts }) => [key, group, lead.id, alerts.length])).toEqual([
      ['s-1/food', 'full', 'b', 3],
      ['s-1/residual', 'full', 'd', 1],
    ]);
  });

  it('of a report are its own: two people may mean two things', () => {
    const reported = { rule: 'reported', kind: 'reported' } as const;
    expect(only({ ...reported, id: 'r-1' }, { ...reported, id: 'r-2' })).toHaveLength(2);
  });

  it.each([
    ['hazards', { rule: 'hazard', kind: 'hazard' }],
    ['full', { rule: 'collection-overdue' }],
    ['soon', { rule: 'bin-full-soon' }],
    ['reported', { rule: 'reported', kind: 'reported' }],
    ['devices', { rule: 'station-offline', kind: 'device' }],
    ['quiet', { silencedBy: 'silence-1' }],
    ['quiet', { postponed: { at: '', until: new Date(NOW + 1).toISOString() } }],
    ['full', { postponed: { at: '', until: new Date(NOW).toISOString() } }],
  ] as const)('stand in the group %s', (group, alert) => {
    expect(only(alert).map((card) => card.group)).toEqual([group]);
  });

  it('are led by what is heard, when the graver one is quiet', () => {
    const [card] = only(
      { rule: 'bin-overflowing', id: 'a', silencedBy: 's' },
      { rule: 'bin-full-soon', id: 'b' },
    );
    expect([card?.group, card?.lead.id]).toEqual(['soon', 'b']);
  });

  it('are done once nothing of them is open; what went on as another alert is none', () => {
    const resolved = (reason: 'emptied' | 'superseded') =>
      ({ state: 'resolved', resolved: { at: '2026-11-23T01:30:00.000Z', reason } }) as const;
    expect(only(resolved('emptied')).map(({ isDone, group }) => [isDone, group])).toEqual([[true, 'full']]);
    expect(only(resolved('superseded'))).toEqual([]);
    expect(
      only({ id: 'open' }, { id: 'old', ...resolved('emptied') }).map(({ isDone, alerts }) => [
        isDone,
        alerts.length,
      ]),
    ).toEqual([[false, 1]]);
  });

  it('hold every alert that is open, each exactly once', () => {
    fc.assert(
      fc.property(anyAlerts, (alerts) => {
        const cards = cardsOf(alerts, NOW);
        const open = alerts.filter(({ state }) => state === 'firing').map(({ id }) => id);
        const held = cards.filter(({ isDone }) => !isDone).flatMap((card) => card.alerts.map(({ id }) => id));
        expect(held.toSorted()).toEqual(open.toSorted());
        expect(new Set(cards.map(({ key }) => key)).size).toBe(cards.length);
        for (const card of cards) for (const alert of card.alerts) expect(cardKeyOf(alert)).toBe(card.key);
      }),
    );
  });

  it('do not depend on the order in which alerts come', () => {
    fc.assert(
      fc.property(anyAlerts, (alerts) => {
        const sorted = (list: typeof alerts) => cardsOf(list, NOW).sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(sorted(alerts.toReversed())).toEqual(sorted(alerts));
      }),
    );
  });
});

describe('the room that is left', () => {
  it('is that of the fullest bin, and never less than none', () => {
    const room = (...levels: number[]) =>
      roomLeft({ alerts: levels.map((level) => anAlert({ evidence: { level } })) });
    expect(room(0.8, 0.9)).toBeCloseTo(0.1);
    expect(room(1.2)).toBe(0);
    expect(roomLeft({ alerts: [anAlert({ evidence: {} })] })).toBeUndefined();
  });

  it('knows what is overdue, unless that is over', () => {
    expect(isOverdue({ alerts: [anAlert({ rule: 'collection-overdue' })] })).toBe(true);
    expect(isOverdue({ alerts: [anAlert({ rule: 'collection-overdue', state: 'resolved' })] })).toBe(false);
  });
});
