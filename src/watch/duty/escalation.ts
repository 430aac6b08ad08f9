// Escalation: who must be told now that an alert goes on. Each step comes once in a round, in order, none is left out;
// what was done is plain JSON, so that it survives a restart. Pure; it must not know how people are told.
import type { Alert } from '../alerts/alert.ts';
import { serviceMinutes } from '../rules/service-hours.ts';
import type { DutySettings, Person, ServiceTime } from './duty.ts';
import type { Roster } from './roster.ts';
import { createMoment, isHazard, nextInstant, STEPS } from './steps.ts';

/**
 * `raised` the first person is told; `nobody` the supervisor is told that nobody is on duty; `second` and `supervisor`
 * it was not accepted in time, or there is no second; `cannot` the crew says so; `overdue` it was not closed in time.
 */
export const STEP_KINDS = ['raised', 'nobody', 'second', 'supervisor', 'cannot', 'overdue'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  kind: StepKind;
  at: number;
  /** Ids of people; none: there is nobody to be told, which is for whoever reads all messages. */
  to: readonly string[];
  /** Minutes of the limits that had run by then. */
  minutes: number;
}

export interface EscalationState {
  /** A reopened alert begins a new round: people thought it was over. */
  reopened: number;
  /** So does one that is given to somebody else, who has not been told yet; what is overdue stays said. */
  assignedAt?: number;
  /** Minutes that ran before the last rest. */
  minutesBefore: number;
  /** Since when they run on; absent while the alert rests: silenced, hidden or postponed. */
  runsSince?: number;
  steps: readonly Step[];
}

export interface EscalationDesk {
  duty: Pick<DutySettings, 'limits' | 'routes'>;
  roster: Roster;
  /** Of the alert's area and stream. */
  serviceTime: ServiceTime;
}

export interface Escalation {
  /** The same object where nothing is to be kept. */
  state: EscalationState;
  /** Steps that are due now, in order; they stand in the state already. */
  due: readonly Step[];
  /** No step is due before, as long as the alert and the desk stay as they are; absent: none at all. */
  nextAt?: number;
}

const MINUTE_MS = 60_000;

/** An alert that is not firing has no steps. `state` is what the last call gave; undefined for a new alert. */
export function escalate(
  alert: Alert,
  desk: EscalationDesk,
  { state, now }: { state: EscalationState | undefined; now: number },
): Escalation {
  const known = roundOf(alert, state, now);
  if (alert.state !== 'firing') return { state: known, due: [] };
  if (isResting(alert, now)) return rest(known, { alert, desk, now });
  const running = known.runsSince === undefined ? { ...known, runsSince: now } : known;
  const minutes = minutesRun(running, { alert, desk, now });
  const steps = [...running.steps];
  const isDone = (kind: StepKind) => steps.find((step) => step.kind === kind);
  const moment = createMoment({ ...desk, alert, now, minutes, isDone });
  for (const kind of STEP_KINDS) {
    if (isDone(kind) || !STEPS[kind].isDue(moment)) continue;
    steps.push({ kind, at: now, to: idsOf(STEPS[kind].people(moment)), minutes });
  }
  const due = steps.slice(running.steps.length);
  const nextAt = nextInstant(moment);
  return {
    state: due.length > 0 ? { ...running, steps } : running,
    due,
    ...(nextAt !== undefined && { nextAt }),
  };
}

function roundOf(alert: Alert, state: EscalationState | undefined, now: number): EscalationState {
  const { reopened, assigned, firedAt = now } = alert;
  const sameCase = state?.reopened === reopened;
  if (sameCase && state.assignedAt === assigned?.at) return state;
  return {
    reopened,
    ...(assigned && { assignedAt: assigned.at }),
    minutesBefore: 0,
    runsSince: state === undefined && reopened === 0 ? firedAt : now,
    steps: sameCase ? state.steps.filter(({ kind }) => kind === 'overdue') : [],
  };
}

function isResting({ hiddenBy, silencedBy, postponed }: Alert, now: number): boolean {
  return (
    hiddenBy !== undefined || silencedBy !== undefined || (postponed !== undefined && now < postponed.until)
  );
}

function rest(state: EscalationState, place: Parameters<typeof minutesRun>[1]): Escalation {
  const { runsSince: _, ...others } = state;
  const resting =
    state.runsSince === undefined ? state : { ...others, minutesBefore: minutesRun(state, place) };
  const until = place.alert.postponed?.until;
  return { state: resting, due: [], ...(until !== undefined && until > place.now && { nextAt: until }) };
}

function minutesRun(
  { minutesBefore, runsSince }: EscalationState,
  { alert, desk, now }: { alert: Alert; desk: EscalationDesk; now: number },
): number {
  if (runsSince === undefined || now <= runsSince) return minutesBefore;
  const { hours, zone } = desk.serviceTime;
  const ran = isHazard(alert)
    ? (now - runsSince) / MINUTE_MS
    : serviceMinutes(hours, zone, { from: runsSince, to: now });
  return minutesBefore + ran;
}

function idsOf(people: readonly Person[]): string[] {
  return [...new Set(people.map(({ id }) => id))];
}
