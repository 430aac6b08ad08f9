// One card of the alerts page: all that is open of one stream at one station, or of the station itself. Pure: it must
// not know what is shown of it, nor how levels arrive.
import { type Alert, evidenceNumber, type Stream } from '../alert.ts';

/** From the top of the page down. `quiet`: silenced, or postponed by a person. */
export const GROUPS = ['hazards', 'full', 'soon', 'reported', 'devices', 'quiet'] as const;
export type Group = (typeof GROUPS)[number];

export interface Card {
  /** The same as long as the card is there, whatever happens to its alerts. */
  key: string;
  group: Group;
  station: string;
  grid: string;
  stream?: Stream;
  /** The gravest; decides group, place and words. */
  lead: Alert;
  /** With the lead, the gravest first. */
  alerts: readonly Alert[];
  /** Nothing of it is open any more: it leaves once that was seen. */
  isDone: boolean;
}

/** The gravest first. */
const RULES: readonly Alert['rule'][] = [
  'hazard',
  'bin-overflowing',
  'collection-overdue',
  'bin-full',
  'bin-full-soon',
  'reported',
  'station-offline',
  'station-message-faults',
  'sensor-fault',
  'station-clock',
];

/** What a person told is a card of its own: two people may mean two things. */
export function cardKeyOf({ id, kind, station, stream }: Alert): string {
  if (kind === 'reported') return id;
  return kind === 'full' && stream ? `${station}/${stream}` : `${station}/${kind}`;
}

/** One card for each key; those of an alert that waits for its hold, or went on as another, are left out. */
export function cardsOf(alerts: Iterable<Alert>, now: number): Card[] {
  const byKey = new Map<string, Alert[]>();
  for (const alert of alerts) {
    if (alert.state === 'pending') continue;
    const key = cardKeyOf(alert);
    const others = byKey.get(key);
    if (others) others.push(alert);
    else byKey.set(key, [alert]);
  }
  return [...byKey].flatMap(([key, own]) => cardOf(key, own, now) ?? []);
}

function cardOf(key: string, all: readonly Alert[], now: number): Card | undefined {
  const open = all.filter(({ state }) => state === 'firing');
  const isDone = open.length === 0;
  const shown = isDone ? all.filter(({ resolved }) => resolved?.reason !== 'superseded') : open;
  const alerts = shown.toSorted((one, other) => byGravity(one, other, now));
  const lead = alerts[0];
  if (!lead) return undefined;
  const { station, grid, stream } = lead;
  return {
    ...{ key, group: groupOf(lead, now), station, grid, lead, alerts, isDone },
    ...(stream && { stream }),
  };
}

function groupOf(lead: Alert, now: number): Group {
  if (isQuiet(lead, now)) return 'quiet';
  switch (lead.kind) {
    case 'hazard':
      return 'hazards';
    case 'full':
      return lead.rule === 'bin-full-soon' ? 'soon' : 'full';
    case 'reported':
      return 'reported';
    case 'device':
      return 'devices';
  }
}

/** Nobody is told of it for now. */
export function isQuiet({ state, silencedBy, postponed }: Alert, now: number): boolean {
  if (state !== 'firing') return false;
  return silencedBy !== undefined || (postponed !== undefined && Date.parse(postponed.until) > now);
}

/** Heard before quiet, said before hidden, then by rule; never undecided. */
function byGravity(one: Alert, other: Alert, now: number): number {
  return (
    Number(isQuiet(one, now)) - Number(isQuiet(other, now)) ||
    RULES.indexOf(one.rule) - RULES.indexOf(other.rule) ||
    one.since.localeCompare(other.since) ||
    (one.id < other.id ? -1 : 1)
  );
}

/** Share of the fullest bin that is still free, as the alert last said: 0 .. 1; undefined where no level is known. */
export function roomLeft({ alerts }: Pick<Card, 'alerts'>): number | undefined {
  const levels = alerts.flatMap((alert) => evidenceNumber(alert, 'level') ?? []);
  return levels.length === 0 ? undefined : Math.max(0, 1 - Math.max(...levels));
}

/** When it is expected to be full; of those that will be. */
export function fullAt({ lead }: Pick<Card, 'lead'>): number | undefined {
  return lead.rule === 'bin-full-soon' ? evidenceNumber(lead, 'expectedFullAt') : undefined;
}

export function isOverdue({ alerts }: Pick<Card, 'alerts'>): boolean {
  return alerts.some(({ rule, state }) => rule === 'collection-overdue' && state === 'firing');
}
