// A step in the life of an alert, made into an event: with its id, its place and what every reader of the journal
// wants to know without looking the alert up. It must not know why the step was taken.
import type { Alert, AlertEvent, AlertSubject } from './alert.ts';
import { alertIdOf } from './identity.ts';

/** An event without what the alert itself gives. */
export type Step = Pick<AlertEvent, 'kind'> &
  Partial<
    Pick<
      AlertEvent,
      | 'severity'
      | 'by'
      | 'reason'
      | 'note'
      | 'binIds'
      | 'evidence'
      | 'to'
      | 'until'
      | 'externalCase'
      | 'cause'
      | 'agreed'
    >
  >;

export type FirstStep = Step & Pick<AlertEvent, 'severity'>;

export function firstEventOf(
  subject: AlertSubject & { since: number },
  step: FirstStep,
  at: number,
): AlertEvent {
  const alertId = alertIdOf(subject.identity, subject.since);
  const frame = { ...frameOf(subject), id: `${alertId}/0`, alertId, open: true, at, firedAt: at };
  return { ...frame, ...step, ...levelOf(step), subject };
}

export function nextEventOf(alert: Alert, step: Step, at: number): AlertEvent {
  return {
    ...frameOf(alert),
    id: `${alert.id}/${alert.nextEvent}`,
    alertId: alert.id,
    severity: alert.severity,
    open: isOpenAfter(alert, step),
    at,
    ...(alert.firedAt !== undefined && { firedAt: alert.firedAt }),
    ...step,
    ...levelOf(step),
  };
}

function frameOf({ rule, station, grid, binId, stream }: AlertSubject) {
  return {
    type: 'alert-event' as const,
    rule,
    station,
    grid,
    ...(binId !== undefined && { binId }),
    ...(stream !== undefined && { stream }),
  };
}

function isOpenAfter({ state }: Alert, { kind }: Step): boolean {
  return kind === 'reopened' || (state === 'firing' && kind !== 'resolved');
}

/** Rules on levels say the clean level in their evidence. */
function levelOf({ evidence }: Step): Pick<AlertEvent, 'level'> {
  return typeof evidence?.level === 'number' ? { level: evidence.level } : {};
}
