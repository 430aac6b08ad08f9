// Cases of the closure statistics out of what happened to alerts: who was to handle each, when it was due, when and how
// it ended. Takes events as the history keeps them.
import type { AlertEvent as KeptEvent } from '../../model/alert-event.ts';
import type { Emptying } from '../../model/emptying.ts';
import type { CaseEnd, ClosureCase } from '../../statistics/closure.ts';
import type { AlertKind } from '../alerts/alert.ts';
import { RULES } from '../rules/index.ts';
import { answering } from './answering.ts';
import type { EscalationDesk } from './escalation.ts';
import { dueAt } from './steps.ts';

export type CaseEvent = Omit<KeptEvent, 'type'>;
export type CaseEmptying = Pick<Emptying, 'station' | 'binId' | 'stream' | 'at' | 'source'>;

export interface CaseDesk extends EscalationDesk {
  /** Of the station: a sensor knows no better when a bin was emptied. */
  reportingMinutes: number;
}

export interface CaseSource {
  /** All of each alert since it fired; of any number of alerts, in any order. */
  events: readonly CaseEvent[];
  /** Of the same stations in the same time. */
  emptyings: readonly CaseEmptying[];
  deskOf(place: Pick<CaseEvent, 'station' | 'grid' | 'stream'>): CaseDesk;
}

/** One alert: its events in their order, and the first of them that tells where it is. */
interface AlertStory {
  first: CaseEvent;
  events: readonly CaseEvent[];
  foundAt: number;
  emptyings: readonly CaseEmptying[];
  desk: CaseDesk;
}

const MINUTE_MS = 60_000;
const ACCEPTING: ReadonlySet<string> = new Set(['acknowledged', 'arrived', 'said-emptied', 'cannot']);
const KINDS: ReadonlyMap<string, AlertKind> = new Map(RULES.map(({ id, kind }) => [id, kind]));

/** In order of the time at which they were found. Who was on duty is asked of the duty plan as it is now. */
export function closureCases({ events, emptyings, deskOf }: CaseSource): ClosureCase[] {
  const stories = [...byAlert(events).values()].flatMap((own): AlertStory[] => {
    const first = own[0];
    if (first?.firedAt === undefined) return [];
    return [{ first, events: own, foundAt: first.firedAt, emptyings, desk: deskOf(first) }];
  });
  return stories.map(toCase).sort((a, b) => a.foundAt - b.foundAt);
}

function toCase(story: AlertStory): ClosureCase {
  const { first, events, foundAt, desk } = story;
  const { grid, rule } = first;
  const { turn } = answering(
    { kind: kindOf(first), grid },
    { roster: desk.roster, routes: desk.duty.routes },
    foundAt,
  );
  const person = lastOf(events, 'assigned')?.to ?? lastOf(events, 'acknowledged')?.by ?? turn?.a.id;
  const acceptedAt = events.find(({ kind }) => ACCEPTING.has(kind))?.at;
  const postponedAt = lastOf(events, 'postponed')?.at;
  const due = dueOf(story);
  const end = endOf(story);
  return {
    grid,
    rule,
    ...(person !== undefined && { person }),
    ...(turn?.shift !== undefined && { shift: turn.shift }),
    foundAt,
    ...(acceptedAt !== undefined && { acceptedAt }),
    ...(due !== undefined && { dueAt: due }),
    ...(postponedAt !== undefined && { postponedAt }),
    reopened: events.filter(({ kind }) => kind === 'reopened').length,
    ...(end && { end }),
  };
}

function dueOf({ first, events, foundAt, desk }: AlertStory): number | undefined {
  const severity = events.at(-1)?.severity ?? first.severity;
  const { at, until } = lastOf(events, 'postponed') ?? {};
  const postponed = at !== undefined && until !== undefined ? { postponed: { at, until } } : {};
  return dueAt({ kind: kindOf(first), severity, since: foundAt, firedAt: foundAt, ...postponed }, desk);
}

function endOf(story: AlertStory): CaseEnd | undefined {
  const { first, events, foundAt, desk } = story;
  const resolved = events.findLast(({ kind }) => kind === 'resolved' || kind === 'reopened');
  if (resolved?.kind !== 'resolved') return undefined;
  const how = howOf(story, resolved);
  const emptied = resolved.reason === 'emptied' ? emptiedOf(story, resolved) : undefined;
  const at = Math.min(emptied?.at ?? resolved.at, resolved.at);
  const bySensor = emptied ? emptied.source === 'sensor' : resolved.reason === 'cleared';
  if (how !== 'closed' || kindOf(first) !== 'full' || !bySensor) return { at, how };
  return { at, how, notBefore: Math.max(foundAt, at - desk.reportingMinutes * MINUTE_MS) };
}

function howOf({ first, events }: AlertStory, { reason }: CaseEvent): CaseEnd['how'] {
  if (reason === 'void' || reason === 'superseded') return reason;
  const byPerson = reason === 'by-hand' || reason === 'outside';
  const isShown = !byPerson || kindOf(first) === 'reported' || lastOf(events, 'confirmed') !== undefined;
  return isShown ? 'closed' : 'without-evidence';
}

/** The evidence tells it; else the last emptying of its bins while it was open. */
function emptiedOf(
  { first, foundAt, emptyings }: AlertStory,
  resolved: CaseEvent,
): { at: number; source: unknown } | undefined {
  const { emptiedAt, source } = resolved.evidence ?? {};
  if (typeof emptiedAt === 'number') return { at: emptiedAt, source };
  return emptyings
    .filter(({ station, binId, stream }) => {
      const ofBin = first.binId === undefined ? stream === first.stream : binId === first.binId;
      return station === first.station && ofBin;
    })
    .filter(({ at }) => foundAt <= at && at <= resolved.at)
    .sort((a, b) => a.at - b.at)
    .at(-1);
}

function byAlert(events: readonly CaseEvent[]): Map<string, CaseEvent[]> {
  const groups = new Map<string, CaseEvent[]>();
  for (const event of events) {
    const group = groups.get(event.alertId);
    if (group) group.push(event);
    else groups.set(event.alertId, [event]);
  }
  for (const group of groups.values()) group.sort((a, b) => numberOf(a) - numberOf(b));
  return groups;
}

function numberOf({ id }: CaseEvent): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

function kindOf({ rule }: CaseEvent): AlertKind {
  return KINDS.get(rule) ?? 'reported';
}

function lastOf(events: readonly CaseEvent[], kind: string): CaseEvent | undefined {
  return events.findLast((event) => event.kind === kind);
}
