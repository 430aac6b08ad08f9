// Where alerts are kept: the open ones by station and identity, the closed ones for some days, and what changed since
// it was last taken. Alerts change here by events alone; whether they should is decided elsewhere.
import type { Alert, AlertEvent, AlertSubject } from './alert.ts';
import { applyEvent } from './apply-event.ts';
import { type FirstStep, firstEventOf, nextEventOf, type Step } from './event-of.ts';

export interface MemoryChanges {
  /** Undefined: no longer kept; its events are in the history. */
  alerts: [id: string, alert: Alert | undefined][];
  /** In the order in which they happened. */
  events: AlertEvent[];
}

export class AlertMemory {
  readonly #byId = new Map<string, Alert>();
  /** By station, then by identity. */
  readonly #open = new Map<string, Map<string, string>>();
  /** Of each identity the id of the one that was closed last. */
  readonly #lastClosed = new Map<string, string>();
  readonly #changed = new Set<string>();
  #events: AlertEvent[] = [];
  /** None was closed before that. */
  #oldestClosedAt = Number.POSITIVE_INFINITY;

  constructor(stored: Iterable<Alert>) {
    for (const alert of stored) this.#put(alert);
  }

  get(id: string): Alert | undefined {
    return this.#byId.get(id);
  }

  /** The open one of an identity. */
  open(station: string, identity: string): Alert | undefined {
    return this.#get(this.#open.get(station)?.get(identity));
  }

  lastClosed(identity: string): Alert | undefined {
    return this.#get(this.#lastClosed.get(identity));
  }

  /** In order of identity, so that a restart changes no order of events. */
  openOf(station: string): Alert[] {
    const ids = this.#open.get(station);
    if (!ids) return [];
    return [...ids.values()].sort().flatMap((id) => this.#byId.get(id) ?? []);
  }

  all(): IterableIterator<Alert> {
    return this.#byId.values();
  }

  *allOpen(): Generator<Alert> {
    for (const ofStation of this.#open.values()) {
      for (const id of ofStation.values()) {
        const alert = this.#byId.get(id);
        if (alert) yield alert;
      }
    }
  }

  /** The first event of an alert. */
  begin(subject: AlertSubject & { since: number }, step: FirstStep, at: number): Alert {
    return this.#take(undefined, firstEventOf(subject, step, at));
  }

  /** One more event of an alert; gives it as it is then. */
  record(alert: Alert, step: Step, at: number): Alert {
    return this.#take(alert, nextEventOf(alert, step, at));
  }

  /** Forgets those that were closed before. */
  forgetClosedBefore(at: number): void {
    if (this.#oldestClosedAt >= at) return;
    this.#oldestClosedAt = Number.POSITIVE_INFINITY;
    for (const alert of this.#byId.values()) {
      if (alert.state !== 'resolved') continue;
      if (closedAt(alert) >= at) {
        this.#oldestClosedAt = Math.min(this.#oldestClosedAt, closedAt(alert));
        continue;
      }
      this.#byId.delete(alert.id);
      if (this.#lastClosed.get(alert.identity) === alert.id) this.#lastClosed.delete(alert.identity);
      this.#changed.add(alert.id);
    }
  }

  takeChanges(): MemoryChanges {
    const alerts = [...this.#changed].map((id): [string, Alert | undefined] => [id, this.#byId.get(id)]);
    const events = this.#events;
    this.#changed.clear();
    this.#events = [];
    return { alerts, events };
  }

  #take(before: Alert | undefined, event: AlertEvent): Alert {
    const alert = applyEvent(before, event);
    this.#put(alert);
    this.#changed.add(alert.id);
    this.#events.push(event);
    return alert;
  }

  #put(alert: Alert): void {
    this.#byId.set(alert.id, alert);
    if (alert.state === 'resolved') this.#shelve(alert);
    else this.#expose(alert);
  }

  #shelve(alert: Alert): void {
    const { id, station, identity } = alert;
    this.#oldestClosedAt = Math.min(this.#oldestClosedAt, closedAt(alert));
    const open = this.#open.get(station);
    if (open?.get(identity) === id) open.delete(identity);
    if (open?.size === 0) this.#open.delete(station);
    const last = this.lastClosed(identity);
    if (!last || isClosedLater(alert, last)) this.#lastClosed.set(identity, id);
  }

  #expose({ id, station, identity }: Alert): void {
    const open = this.#open.get(station) ?? new Map<string, string>();
    open.set(identity, id);
    this.#open.set(station, open);
    if (this.#lastClosed.get(identity) === id) this.#lastClosed.delete(identity);
  }

  #get(id: string | undefined): Alert | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }
}

function closedAt(alert: Alert): number {
  return alert.resolved?.at ?? 0;
}

/** By the id where both were closed in one millisecond: the answer must be the same after a restart. */
function isClosedLater(one: Alert, other: Alert): boolean {
  const laterMs = closedAt(one) - closedAt(other);
  return laterMs === 0 ? one.id > other.id : laterMs > 0;
}
