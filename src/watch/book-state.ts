// How the book of alerts lies in the state store.
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { Alert, AlertEvent } from './alerts/alert.ts';
import type { BookChanges, StoredBook } from './alerts/alert-book.ts';
import type { Condition } from './alerts/condition.ts';
import type { Silence } from './alerts/silence.ts';

const ALERT = 'alert';
const EVENT = 'alert-event';
const CONDITION = 'condition';
const SILENCE = 'silence';

type Stored = Pick<StateStore, 'list'>;

export function storedBook(state: Stored): StoredBook {
  return {
    alerts: all<Alert>(state, ALERT),
    conditions: all<Condition>(state, CONDITION),
    silences: all<Silence>(state, SILENCE),
  };
}

/** `state`: where the events lie of alerts that are no longer kept. */
export function bookChanges(
  { alerts, conditions, silences, events }: BookChanges,
  state: Stored,
): StateChange[] {
  return [
    ...rows(ALERT, alerts),
    ...rows(CONDITION, conditions),
    ...rows(SILENCE, silences),
    ...events.map((event) => ({ key: [EVENT, event.alertId, numberOf(event)], value: event })),
    ...alerts.flatMap(([id, alert]) => (alert ? [] : withoutEvents(id, state))),
  ];
}

/** Of an alert that is open, or was closed in the last days; oldest first. */
export function eventsOf(state: Stored, alertId: string): AlertEvent[] {
  return all<AlertEvent>(state, EVENT, alertId);
}

function all<Row>(state: Stored, ...prefix: string[]): Row[] {
  return [...state.list<Row>(prefix)].map(({ value }) => value);
}

function withoutEvents(alertId: string, state: Stored): StateChange[] {
  return [...state.list([EVENT, alertId])].map(({ key }) => ({ key, value: undefined }));
}

function rows(name: string, changed: readonly [string, unknown][]): StateChange[] {
  return changed.map(([id, value]) => ({ key: [name, id], value }));
}

function numberOf({ id }: AlertEvent): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
