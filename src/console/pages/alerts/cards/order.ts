// In which order cards stand: by urgency when they are placed, and then where they are, so that nothing moves away from
// under a thumb. Pure.
import { type Card, fullAt, GROUPS, type Group, isOverdue, roomLeft } from './card.ts';

const SEVERITIES = ['critical', 'warning', 'notice'] as const;

/** The more urgent first; two cards are never equal. */
export function byUrgency(one: Card, other: Card): number {
  return (
    GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) ||
    withinGroup(one, other) ||
    one.lead.since.localeCompare(other.lead.since) ||
    compare(one.key, other.key)
  );
}

function withinGroup(one: Card, other: Card): number {
  switch (one.group) {
    case 'full':
      return byRoom(one, other) || Number(isOverdue(other)) - Number(isOverdue(one));
    case 'soon':
      return ascending(fullAt(one), fullAt(other)) || byRoom(one, other);
    default:
      return SEVERITIES.indexOf(one.lead.severity) - SEVERITIES.indexOf(other.lead.severity);
  }
}

function byRoom(one: Card, other: Card): number {
  return ascending(roomLeft(one), roomLeft(other));
}

/** The unknown last. */
function ascending(one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY): number {
  return one === other ? 0 : one - other;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * Cards that stood already keep their order; a new one goes before the first that is less urgent. With nothing before,
 * that is the order of urgency.
 */
export function placeCards(before: readonly string[], cards: readonly Card[]): Card[] {
  const places = new Map(before.map((key, place) => [key, place]));
  const placeOf = ({ key }: Card) => places.get(key) ?? -1;
  const stood = cards.filter(({ key }) => places.has(key)).sort((a, b) => placeOf(a) - placeOf(b));
  const fresh = cards.filter(({ key }) => !places.has(key)).sort(byUrgency);
  const placed: Card[] = [];
  let next = 0;
  for (const card of stood) {
    while (next < fresh.length && isMoreUrgent(fresh[next], card)) placed.push(...fresh.slice(next, ++next));
    placed.push(card);
  }
  return [...placed, ...fresh.slice(next)];
}

function isMoreUrgent(one: Card | undefined, other: Card): boolean {
  return one !== undefined && byUrgency(one, other) < 0;
}

/** Groups that have cards, from the top down. */
export function groupsOf(placed: readonly Card[]): { group: Group; cards: Card[] }[] {
  const groups = GROUPS.map((group) => ({ group, cards: placed.filter((card) => card.group === group) }));
  return groups.filter(({ cards }) => cards.length > 0);
}
