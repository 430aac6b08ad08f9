import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAlert, anyAlerts, NOW } from './alerts.test-support.ts';
import { type Card, cardsOf, GROUPS } from './card.ts';
import { byUrgency, groupsOf, placeCards } from './order.ts';

const keysOf = (cards: readonly Card[]) => cards.map(({ key }) => key);
const inOrder = (...alerts: Parameters<typeof anAlert>[0][]) =>
  placeCards([], cardsOf(alerts.map(anAlert), NOW)).map(({ station }) => station);

describe('urgency', () => {
  it('is by the room left, whatever is older; the unknown comes last', () => {
    expect(
      inOrder(
        { station: 'unknown', evidence: {} },
        { station: 'older', evidence: { level: 0.85 }, since: '2026-11-20T00:00:00.000Z' },
        { station: 'fuller', evidence: { level: 0.97 } },
      ),
    ).toEqual(['fuller', 'older', 'unknown']);
  });

  it('is of what is still to be done before what is done', () => {
    expect(
      inOrder(
        { station: 'done', state: 'resolved', evidence: { level: 0.99 } },
        { station: 'open', evidence: { level: 0.85 } },
      ),
    ).toEqual(['open', 'done']);
  });

  it('of what will be full is by when', () => {
    const soon = (station: string, minutes: number) =>
      ({
        station,
        rule: 'bin-full-soon',
        evidence: { level: 0.7, expectedFullAt: NOW + minutes * 60_000 },
      }) as const;
    expect(inOrder(soon('later', 90), soon('sooner', 20))).toEqual(['sooner', 'later']);
  });

  it('of devices is by severity', () => {
    const device = (station: string, severity: 'notice' | 'warning') =>
      ({ station, rule: 'sensor-fault', kind: 'device', severity }) as const;
    expect(inOrder(device('notice', 'notice'), device('warning', 'warning'))).toEqual(['warning', 'notice']);
  });

  it('is total: two cards are never equal, and it agrees with itself', () => {
    fc.assert(
      fc.property(anyAlerts, (alerts) => {
        const cards = cardsOf(alerts, NOW).sort(byUrgency);
        for (const [place, card] of cards.entries())
          for (const later of cards.slice(place + 1)) {
            expect(byUrgency(card, later)).toBeLessThan(0);
            expect(byUrgency(later, card)).toBeGreaterThan(0);
          }
      }),
    );
  });
});

describe('places', () => {
  const anyCards = anyAlerts.map((alerts) => cardsOf(alerts, NOW));

  it('are those of urgency when nothing stood before', () => {
    fc.assert(
      fc.property(anyCards, (cards) => {
        expect(keysOf(placeCards([], cards))).toEqual(keysOf(cards.toSorted(byUrgency)));
      }),
    );
  });

  it('hold each card once, and keep the order of those that stood', () => {
    const before = fc.array(
      fc.constantFrom<string>('s-1/food', 's-2/food', 's-1/device', 's-3/residual', 'gone'),
    );
    fc.assert(
      fc.property(anyCards, before, (cards, stood) => {
        const placed = keysOf(placeCards([...new Set(stood)], cards));
        expect(placed.toSorted()).toEqual(keysOf(cards).sort());
        const kept = [...new Set(stood)].filter((key) => placed.includes(key));
        expect(placed.filter((key) => stood.includes(key))).toEqual(kept);
      }),
    );
  });

  it('do not change when nothing is new', () => {
    fc.assert(
      fc.property(anyCards, (cards) => {
        const placed = keysOf(placeCards([], cards));
        expect(keysOf(placeCards(placed, cards.toReversed()))).toEqual(placed);
      }),
    );
  });

  it('of a new card is before the first that is less urgent', () => {
    const at = (station: string, level: number) => anAlert({ station, evidence: { level } });
    const stood = cardsOf([at('s-1', 0.9), at('s-2', 0.95)], NOW);
    const placed = placeCards(['s-1/food', 's-2/food'], [...stood, ...cardsOf([at('s-3', 0.93)], NOW)]);
    expect(keysOf(placed)).toEqual(['s-3/food', 's-1/food', 's-2/food']);
  });
});

describe('groups', () => {
  it('come from the top down, none of them empty, with all cards', () => {
    fc.assert(
      fc.property(anyAlerts, (alerts) => {
        const placed = placeCards([], cardsOf(alerts, NOW));
        const groups = groupsOf(placed);
        expect(groups.flatMap(({ cards }) => cards)).toEqual(placed);
        expect(groups.map(({ group }) => group)).toEqual(
          GROUPS.filter((one) => placed.some(({ group }) => group === one)),
        );
      }),
    );
  });
});
