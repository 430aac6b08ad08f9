// An alert as a case of the closure statistics: who was to handle it, when it was due, when and how it ended.
import type { CaseEnd, ClosureCase } from '../../statistics/closure.ts';
import type { Alert, AlertEvent, Resolution } from '../alerts/alert.ts';
import { answering } from './answering.ts';
import type { EscalationDesk } from './escalation.ts';
import { dueAt } from './steps.ts';

export interface CaseSource {
  alert: Alert;
  /** Of that alert, oldest first. */
  events: readonly AlertEvent[];
  desk: EscalationDesk;
  /** Of the station: a sensor knows no better when it was emptied. */
  reportingMinutes: number;
}

const MINUTE_MS = 60_000;
const ACCEPTING: ReadonlySet<string> = new Set(['acknowledged', 'arrived', 'said-emptied', 'cannot']);

/** Undefined for an alert that never fired. Who was on duty is asked of the duty plan as it is now. */
export function toClosureCase({
  alert,
  events,
  desk,
  reportingMinutes,
}: CaseSource): ClosureCase | undefined {
  const { firedAt, grid, rule, reopened, assigned, acknowledged, resolved } = alert;
  if (firedAt === undefined) return undefined;
  const { turn } = answering(alert, { roster: desk.roster, routes: desk.duty.routes }, firedAt);
  const person = assigned?.to ?? acknowledged?.by ?? turn?.a.id;
  const acceptedAt = events.find(({ kind }) => ACCEPTING.has(kind))?.at;
  const postponedAt = events.findLast(({ kind }) => kind === 'postponed')?.at;
  const due = dueAt(alert, desk);
  return {
    grid,
    rule,
    ...(person !== undefined && { person }),
    ...(turn?.shift !== undefined && { shift: turn.shift }),
    foundAt: firedAt,
    ...(acceptedAt !== undefined && { acceptedAt }),
    ...(due !== undefined && { dueAt: due }),
    ...(postponedAt !== undefined && { postponedAt }),
    reopened,
    ...(resolved && { end: endOf(alert, resolved, reportingMinutes) }),
  };
}

/** What a sensor showed happened at some time since its reading before. */
function endOf(alert: Alert, resolved: Resolution, reportingMinutes: number): CaseEnd {
  const how = howOf(alert, resolved);
  const at = Math.min(numberOf(resolved, 'emptiedAt') ?? resolved.at, resolved.at);
  const datedBySensor =
    resolved.evidence?.source === 'sensor' || (alert.kind === 'full' && resolved.reason === 'cleared');
  if (how !== 'closed' || !datedBySensor) return { at, how };
  const shownAt = Math.min(at, numberOf(resolved, 'at') ?? at);
  return { at, how, notBefore: Math.max(alert.firedAt ?? 0, shownAt - reportingMinutes * MINUTE_MS) };
}

function howOf({ kind }: Alert, { reason, confirmedAt }: Resolution): CaseEnd['how'] {
  if (reason === 'void' || reason === 'superseded') return reason;
  const byPerson = reason === 'by-hand' || reason === 'outside';
  return byPerson && kind !== 'reported' && confirmedAt === undefined ? 'without-evidence' : 'closed';
}

function numberOf({ evidence }: Resolution, key: string): number | undefined {
  const value = evidence?.[key];
  return typeof value === 'number' ? value : undefined;
}
