// Lists of alerts as people ask for them. It must not know how alerts are kept.
import type { Severity } from '../../model/alert-event.ts';
import type { Stream } from '../../model/stream.ts';
import type { Alert, AlertKind, AlertRule } from './alert.ts';
import { type Condition, countedParts, severityOf } from './condition.ts';
import { alertIdOf, isSampled } from './identity.ts';

export interface AlertFilter {
  /** `open` and `firing`: not resolved, and not waiting for a hold. */
  state?: 'open' | 'pending' | 'firing' | 'resolved' | undefined;
  rule?: AlertRule | undefined;
  kind?: AlertKind | undefined;
  station?: string | undefined;
  stream?: Stream | undefined;
  /** As it was stamped when the alert began. */
  grids?: readonly string[] | undefined;
  severity?: Severity | undefined;
  /** To whom it is assigned, or who accepted it. */
  person?: string | undefined;
  /** Without those that are hidden or silenced. */
  heardOnly?: boolean | undefined;
  externalCase?: string | undefined;
  /** For a spot check (人工抽查): this share, 0..1, of the closed ones that nobody has checked. */
  spotCheckShare?: number | undefined;
}

/** Newest first by the time they began. */
export function listAlerts(
  alerts: Iterable<Alert>,
  conditions: Iterable<Condition>,
  filter: AlertFilter,
): Alert[] {
  const pending = filter.state === undefined || filter.state === 'pending';
  const all = pending ? [...alerts, ...pendingAlerts(conditions)] : [...alerts];
  const isAskedFor = matcherOf(filter);
  return all.filter(isAskedFor).sort((a, b) => b.since - a.since || (a.id < b.id ? 1 : -1));
}

function matcherOf(filter: AlertFilter): (alert: Alert) => boolean {
  const grids = filter.grids && new Set(filter.grids);
  const state = filter.state === 'open' ? 'firing' : filter.state;
  const isOr = <T>(asked: T | undefined, is: T | undefined) => asked === undefined || asked === is;
  return (alert) =>
    isOr(state, alert.state) &&
    isOr(filter.rule, alert.rule) &&
    isOr(filter.kind, alert.kind) &&
    isOr(filter.station, alert.station) &&
    isOr(filter.stream, alert.stream) &&
    isOr(filter.severity, alert.severity) &&
    isOr(filter.externalCase, alert.externalCase?.number) &&
    (!grids || grids.has(alert.grid)) &&
    (!filter.heardOnly || (alert.hiddenBy === undefined && alert.silencedBy === undefined)) &&
    isOfPerson(alert, filter.person) &&
    isForSpotCheck(alert, filter.spotCheckShare);
}

function isOfPerson({ assigned, acknowledged }: Alert, person: string | undefined): boolean {
  return person === undefined || assigned?.to === person || acknowledged?.by === person;
}

function isForSpotCheck({ id, state, checked }: Alert, share: number | undefined): boolean {
  return share === undefined || (state === 'resolved' && !checked && isSampled(id, share));
}

/** What waits for its hold, in the form of an alert that has no events yet. */
function* pendingAlerts(conditions: Iterable<Condition>): Generator<Alert> {
  for (const condition of conditions) {
    if (countedParts(condition).length > 0) continue;
    const waiting = condition.parts.filter(({ due }) => !due);
    if (waiting.length === 0) continue;
    const { parts: _, eased, ...subject } = condition;
    const since = Math.min(...waiting.map((part) => part.since));
    yield {
      ...subject,
      id: alertIdOf(condition.identity, since),
      state: 'pending',
      severity: severityOf(waiting, eased),
      binIds: waiting.flatMap(({ binId }) => binId ?? []).sort(),
      since,
      reopened: 0,
      reports: 0,
      nextEvent: 0,
    };
  }
}
