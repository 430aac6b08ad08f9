// An alert that the watch no longer keeps, made again from its events in the history.
import type { AlertEventRow, HistoryStore } from '../history/history.ts';
import type { Alert, AlertEvent } from '../watch/alerts/alert.ts';
import { foldEvents } from '../watch/alerts/apply-event.ts';
import { readAlertId } from '../watch/alerts/identity.ts';

export interface ToldAlert {
  alert: Alert;
  /** The oldest first. */
  events: readonly AlertEvent[];
}

/** The hub's clock may have been set back after the alert began. */
const CLOCK_STEP_MS = 86_400_000;
/** Of one alert; the few that have more are not shown in part. */
const MOST_EVENTS = 1_000;

/** Undefined where the history has none of it, or not all. */
export async function findPastAlert(
  history: Pick<HistoryStore, 'alertEvents'>,
  id: string,
  now: number,
): Promise<ToldAlert | undefined> {
  const place = readAlertId(id);
  if (!place) return undefined;
  const { station, since } = place;
  const range = { from: Math.max(0, since - CLOCK_STEP_MS), to: now + CLOCK_STEP_MS, limit: MOST_EVENTS };
  const { items } = await history.alertEvents({ alertId: id, station, ...range });
  const events = items.toSorted((one, other) => numberOf(one) - numberOf(other)).map(asEvent);
  const isWhole = events[0]?.subject !== undefined && events.every((event, n) => numberOf(event) === n);
  const alert = isWhole ? foldEvents(events) : undefined;
  return alert && { alert, events };
}

/** What the watch wrote comes back as it was. */
function asEvent(row: AlertEventRow): AlertEvent {
  return { type: 'alert-event', ...row } as AlertEvent;
}

function numberOf({ id }: Pick<AlertEvent, 'id'>): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
