// Who is asked about an alert: by what it is of, from the posts of its grid. It must not know when, nor how often.
import type { Alert, AlertKind, ReportKind } from '../alerts/alert.ts';
import type { DutySettings, OnDuty, Person } from './duty.ts';
import type { Roster } from './roster.ts';

/** Whoever knows what was seen on the street answers; the rest goes where reports go. */
const REPORTS: Readonly<Partial<Record<ReportKind, AlertKind>>> = {
  overflow: 'full',
  damage: 'device',
  fire: 'hazard',
};

export interface Answering {
  first: readonly Person[];
  /** Asked when the first do not answer. */
  second: readonly Person[];
  /** Absent where everyone is asked, or nobody is on duty. */
  turn?: OnDuty;
}

export function kindForDuty({ kind, report }: Pick<Alert, 'kind' | 'report'>): AlertKind {
  return (kind === 'reported' && report && REPORTS[report.kind]) || kind;
}

/** Nobody among the first: nobody who could answer is on duty. */
export function answering(
  alert: Pick<Alert, 'kind' | 'report' | 'grid'>,
  { roster, routes }: { roster: Roster; routes: DutySettings['routes'] },
  at: number,
): Answering {
  const kind = kindForDuty(alert);
  if (kind === 'hazard') return { first: roster.everyoneOnDuty(alert.grid, at), second: [] };
  for (const role of routes[kind]) {
    const turn = roster.onDuty(alert.grid, role, at);
    if (turn) return { first: [turn.a], second: turn.b ? [turn.b] : [], turn };
  }
  return { first: [], second: [] };
}
