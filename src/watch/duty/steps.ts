// The steps of an escalation: when each is due and who is told. It must not know how steps are remembered.
import type { Alert, Deed } from '../alerts/alert.ts';
import { afterServiceMinutes, serviceMinutes } from '../rules/service-hours.ts';
import { type Answering, answering, kindForDuty } from './answering.ts';
import type { Limits, Person } from './duty.ts';
import type { EscalationDesk, Step, StepKind } from './escalation.ts';

/** An alert at an instant, with the steps done so far. */
export interface Moment extends EscalationDesk {
  alert: Alert;
  now: number;
  /** That have run in this round. */
  minutes: number;
  isDone(kind: StepKind): Step | undefined;
  /** Both are asked for more than once. */
  answering(): Answering;
  dueAt(): number;
}

export function createMoment(given: Omit<Moment, 'answering' | 'dueAt'>): Moment {
  const { alert, roster, duty, now } = given;
  let people: Answering | undefined;
  let due: number | undefined;
  return {
    ...given,
    answering() {
      people ??= answering(alert, { roster, routes: duty.routes }, now);
      return people;
    },
    dueAt() {
      due ??= dueAt(alert, given) ?? Number.POSITIVE_INFINITY;
      return due;
    },
  };
}

const MINUTE_MS = 60_000;

interface StepRule {
  isDue(moment: Moment): boolean;
  people(moment: Moment): readonly Person[];
}

export const STEPS: Readonly<Record<StepKind, StepRule>> = {
  raised: {
    isDue: (moment) => !isAccepted(moment.alert) && (responsible(moment).length > 0 || !isPlanned(moment)),
    people: responsible,
  },
  nobody: {
    isDue: (moment) => !isAccepted(moment.alert) && !moment.isDone('raised') && isServed(moment),
    people: supervisors,
  },
  second: {
    isDue: (moment) => !isHazard(moment.alert) && isIgnoredFor(moment, limitsOf(moment).acknowledgeMinutes),
    people: secondPeople,
  },
  supervisor: {
    isDue: (moment) => isIgnoredFor(moment, minutesToSupervisor(moment)),
    people: supervisors,
  },
  cannot: { isDue: ({ alert }) => isSinceAssigned(alert, alert.cannot), people: supervisors },
  overdue: {
    isDue: (moment) => moment.now >= moment.dueAt(),
    people: (moment) => [...responsible(moment), ...supervisors(moment)],
  },
};

/** When the case is due to be closed: the limit in service time, or the end of its postponement. */
export function dueAt(
  alert: Pick<Alert, 'kind' | 'report' | 'severity' | 'since' | 'firedAt' | 'postponed'>,
  { duty, serviceTime }: Pick<EscalationDesk, 'duty' | 'serviceTime'>,
): number | undefined {
  const { resolveMinutes: minutes } = duty.limits[alert.severity];
  const from = alert.firedAt ?? alert.since;
  const limit = isHazard(alert)
    ? from + minutes * MINUTE_MS
    : afterServiceMinutes(serviceTime.hours, serviceTime.zone, { from, minutes });
  return limit === undefined ? undefined : Math.max(limit, alert.postponed?.until ?? limit);
}

/** Service minutes never run faster than the clock, so what is left of a limit is the least time to wait. */
export function nextInstant(moment: Moment): number | undefined {
  const { alert, now, minutes, isDone } = moment;
  const instants: number[] = [];
  const raised = isDone('raised');
  if (!isAccepted(alert) && !raised) instants.push(now + MINUTE_MS);
  if (!isAccepted(alert) && raised && !isDone('supervisor') && isPlanned(moment)) {
    const { acknowledgeMinutes } = limitsOf(moment);
    const limit = isDone('second') ? minutesToSupervisor(moment) : acknowledgeMinutes;
    instants.push(now + Math.max(1, Math.ceil((raised.minutes + limit - minutes) * MINUTE_MS)));
  }
  if (!isDone('overdue')) instants.push(moment.dueAt());
  const next = Math.min(...instants);
  return Number.isFinite(next) ? next : undefined;
}

/** Nobody has taken it on within so many minutes after the first person was told. */
function isIgnoredFor(moment: Moment, limitMinutes: number): boolean {
  const raised = moment.isDone('raised');
  if (isAccepted(moment.alert) || raised === undefined || !isPlanned(moment)) return false;
  return moment.minutes - raised.minutes >= limitMinutes;
}

/** Without a second person it goes to the supervisor at once; of a hazard the second was told with the first. */
function minutesToSupervisor(moment: Moment): number {
  const { acknowledgeMinutes, supervisorMinutes } = limitsOf(moment);
  if (isHazard(moment.alert)) return acknowledgeMinutes;
  const second = moment.isDone('second');
  if (!second) return Number.POSITIVE_INFINITY;
  return second.to.length === 0 ? acknowledgeMinutes : supervisorMinutes;
}

/** After a change of shift the first person of the new one was not told yet. */
function secondPeople(moment: Moment): Person[] {
  const { first, second } = moment.answering();
  const told = moment.isDone('raised')?.to ?? [];
  return [...second, ...first].filter(({ id }) => !told.includes(id));
}

/** Whom it was given to, or who took it, or else who is on duty. */
function responsible(moment: Moment): readonly Person[] {
  const { assigned, acknowledged } = moment.alert;
  const person = moment.roster.person(assigned?.to ?? acknowledged?.by ?? '');
  return person ? [person] : moment.answering().first;
}

function supervisors({ roster, alert, now }: Moment): Person[] {
  return roster.supervisorsOf(alert.grid, now);
}

/** Without a duty plan an alert is told to whoever reads all messages, and that is all. */
function isPlanned({ roster, alert }: Moment): boolean {
  return roster.isPlanned(alert.grid);
}

function limitsOf({ duty, alert }: Moment): Limits {
  return duty.limits[alert.severity];
}

export function isHazard(alert: Pick<Alert, 'kind' | 'report'>): boolean {
  return kindForDuty(alert) === 'hazard';
}

function isAccepted(alert: Alert): boolean {
  const { acknowledged, arrived, saidEmptied, cannot } = alert;
  return (
    acknowledged !== undefined || [arrived, saidEmptied, cannot].some((deed) => isSinceAssigned(alert, deed))
  );
}

/** What somebody did before the alert was given to another does not count for the other. */
function isSinceAssigned({ assigned }: Alert, deed: Deed | undefined): boolean {
  return deed !== undefined && deed.at >= (assigned?.at ?? deed.at);
}

/** Whether limits run at this moment: at night nobody need be on duty for a bin. */
function isServed({ alert, serviceTime, now }: Moment): boolean {
  const { hours, zone } = serviceTime;
  return isHazard(alert) || serviceMinutes(hours, zone, { from: now, to: now + MINUTE_MS }) > 0;
}
