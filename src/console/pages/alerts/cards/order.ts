// In which order cards stand: by urgency when they are placed, and then where they are, so that nothing moves away from
// under a thumb. Pure.
import { type Card, fullAt, GROUPS, type Group, isOverdue, roomLeft } from './card.ts';

const SEVERITIES = ['critical', 'warning', 'notice'] as const;

/** The more urgent first; two cards are never equal. */
export function byUrgency(one: Card, other: Card): number {
  return compare(urgencyOf(one), urgencyOf(other));
}

/** What urgency is made of, from the most important on; the lower, the more urgent. */
type Urgency = readonly [
  group: number,
  done: number,
  first: number,
  second: number,
  since: string,
  key: string,
];

function urgencyOf(card: Card): Urgency {
  return [GROUPS.indexOf(card.group), card.isDone ? 1 : 0, ...withinGroup(card), card.lead.since, card.key];
}

/** The unknown comes last. */
function withinGroup(card: Card): [first: number, second: number] {
  const room = roomLeft(card) ?? Number.POSITIVE_INFINITY;
  switch (card.group) {
    case 'full':
      return [room, isOverdue(card) ? 0 : 1];
    case 'soon':
      return [fullAt(card) ?? Number.POSITIVE_INFINITY, room];
    default:
      return [SEVERITIES.indexOf(card.lead.severity), 0];
  }
}

function compare(one: Urgency, other: Urgency): number {
  const place = one.findIndex((part, at) => part !== other[at]);
  return place < 0 ? 0 : (one[place] ?? 0) < (other[place] ?? 0) ? -1 : 1;
}

/**
 * Cards that stood already keep their order; a new one goes before the first that is less urgent. With nothing before,
 * that is the order of urgency.
 */
export function placeCards(before: readonly string[], cards: readonly Card[]): Card[] {
  const places = new Map(before.map((key, place) => [key, place]));
  const ranked = cards.map((card) => ({ card, urgency: urgencyOf(card), place: places.get(card.key) }));
  const stood = ranked
    .filter(({ place }) => place !== undefined)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const fresh = ranked
    .filter(({ place }) => place === undefined)
    .sort((a, b) => compare(a.urgency, b.urgency));
  const placed: Card[] = [];
  let next = fresh.shift();
  for (const { card, urgency } of stood) {
    for (; next && compare(next.urgency, urgency) < 0; next = fresh.shift()) placed.push(next.card);
    placed.push(card);
  }
  return [...placed, ...(next ? [next, ...fresh] : []).map(({ card }) => card)];
}

/** Groups that have cards, from the top down. */
export function groupsOf(placed: readonly Card[]): { group: Group; cards: Card[] }[] {
  const groups = GROUPS.map((group) => ({ group, cards: placed.filter((card) => card.group === group) }));
  return groups.filter(({ cards }) => cards.length > 0);
}
