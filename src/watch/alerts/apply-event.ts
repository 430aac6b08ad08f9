// An alert is the sum of its events: what one event makes of it. The only place where an alert changes; it must not
// know why something happened, nor whether it was allowed.
import type { Alert, AlertEvent, AlertEventKind, Deed, ResolvedReason } from './alert.ts';

/** The alert after the event; `before` is left as it was, and absent for `fired` alone. */
export function applyEvent(before: Alert | undefined, event: AlertEvent): Alert {
  if (before === undefined) return fired(event);
  const alert: Alert = { ...before, severity: event.severity, nextEvent: before.nextEvent + 1 };
  CHANGES[event.kind](alert, event);
  return alert;
}

/** Makes an alert again from all its events, oldest first; of no events none. */
export function foldEvents(events: readonly AlertEvent[]): Alert | undefined {
  let alert: Alert | undefined;
  for (const event of events) alert = applyEvent(alert, event);
  return alert;
}

function fired(event: AlertEvent): Alert {
  if (!event.subject) throw new Error(`cannot make alert ${event.alertId}: its first event is ${event.kind}`);
  return {
    ...event.subject,
    id: event.alertId,
    state: 'firing',
    severity: event.severity,
    binIds: event.binIds ?? [],
    ...(event.evidence && { evidence: event.evidence }),
    firedAt: event.at,
    reopened: 0,
    reports: event.subject.report ? 1 : 0,
    nextEvent: 1,
  };
}

type Change = (alert: Alert, event: AlertEvent) => void;

const nothing: Change = () => undefined;

const CHANGES: Readonly<Record<AlertEventKind, Change>> = {
  fired: nothing,
  commented: nothing,
  changed: refresh,
  hidden(alert, { cause }) {
    alert.hiddenBy = cause ?? '';
  },
  shown(alert) {
    delete alert.hiddenBy;
  },
  silenced(alert, { cause }) {
    alert.silencedBy = cause ?? '';
  },
  heard(alert) {
    delete alert.silencedBy;
  },
  'reported-again'(alert) {
    alert.reports += 1;
  },
  acknowledged(alert, event) {
    alert.acknowledged = deedOf(event);
  },
  assigned: assign,
  arrived(alert, event) {
    alert.arrived = deedOf(event);
  },
  'said-emptied'(alert, event) {
    alert.saidEmptied = deedOf(event);
  },
  cannot(alert, event) {
    alert.cannot = deedOf(event);
  },
  postponed(alert, event) {
    alert.postponed = { ...deedOf(event), until: event.until ?? event.at };
  },
  'void-asked'(alert, event) {
    alert.voidAsked = deedOf(event);
  },
  'void-refused'(alert) {
    delete alert.voidAsked;
  },
  'case-attached'(alert, event) {
    alert.externalCase = { ...deedOf(event), number: event.externalCase ?? '' };
  },
  resolved: resolve,
  confirmed(alert, { at }) {
    if (alert.resolved) alert.resolved = { ...alert.resolved, confirmedAt: at };
  },
  checked(alert, event) {
    alert.checked = { ...deedOf(event), agreed: event.agreed === true };
  },
  reopened: reopen,
};

function deedOf(event: AlertEvent): Deed {
  const deed: Deed = { at: event.at };
  if (event.by !== undefined) deed.by = event.by;
  if (event.note !== undefined) deed.note = event.note;
  return deed;
}

function refresh(alert: Alert, event: AlertEvent): void {
  if (event.binIds) alert.binIds = event.binIds;
  if (event.evidence) alert.evidence = event.evidence;
}

/** Whoever gets it must accept it anew. */
function assign(alert: Alert, event: AlertEvent): void {
  const to = event.to ?? '';
  alert.assigned = { ...deedOf(event), to };
  if (alert.acknowledged?.by !== to) delete alert.acknowledged;
}

/** What hid or silenced it stays written: nobody was told, so nobody need be told of the end. */
function resolve(alert: Alert, event: AlertEvent): void {
  alert.state = 'resolved';
  alert.resolved = { ...deedOf(event), reason: (event.reason ?? 'by-hand') as ResolvedReason };
  if (event.evidence) alert.resolved.evidence = event.evidence;
}

/** The same case goes on, but what was done about it before did not last. */
function reopen(alert: Alert, event: AlertEvent): void {
  alert.state = 'firing';
  alert.reopened += 1;
  refresh(alert, event);
  delete alert.resolved;
  delete alert.checked;
  delete alert.acknowledged;
  delete alert.arrived;
  delete alert.saidEmptied;
  delete alert.cannot;
  delete alert.postponed;
  delete alert.voidAsked;
  delete alert.hiddenBy;
  delete alert.silencedBy;
}
