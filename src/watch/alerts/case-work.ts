// How a condition becomes a case, changes it, ends it and brings it back. It must not know verdicts, what hides or
// silences a case, nor people.
import type { Evidence } from '../rules/rule.ts';
import type { Alert, ResolvedReason } from './alert.ts';
import type { AlertMemory } from './alert-memory.ts';
import { type Condition, countedParts, type Part, severityOf } from './condition.ts';

export interface CaseSettings {
  /** What returns within this time is the same case. */
  reopenWithinMs: number;
  /** A case that a person closed is opened again when the rule still holds after this time. */
  doubtAfterMs: number;
  /** Closed cases are remembered for this long; older ones are in the history. */
  keepClosedMs: number;
}

export interface News {
  evidence?: Evidence;
  /** Id of a case that a person closed although the rule still holds. */
  doubted?: string | undefined;
}

/** Why a case ends, and what shows it. */
export interface Ending {
  reason: ResolvedReason;
  evidence?: Evidence;
}

const CLOSED_BY_PEOPLE: readonly ResolvedReason[] = ['by-hand', 'outside'];

export class CaseWork {
  readonly #memory: AlertMemory;
  readonly #settings: CaseSettings;

  constructor(memory: AlertMemory, settings: CaseSettings) {
    this.#memory = memory;
    this.#settings = settings;
  }

  /** Opens a case, or brings the open one up to date, as far as the condition makes one. */
  carryOn(condition: Condition, news: News, now: number): void {
    const open = this.#memory.open(condition.station, condition.identity);
    if (countedParts(condition).length === 0) return;
    if (open) this.#update(open, condition, news, now);
    else this.#open(condition, news, now);
  }

  /** After a part that counted is gone: the case ends with the last one. */
  partGone(condition: Condition, ending: Ending, now: number): void {
    const open = this.#memory.open(condition.station, condition.identity);
    if (!open) return;
    if (countedParts(condition).length > 0) this.#update(open, condition, ending, now);
    else this.#memory.record(open, { kind: 'resolved', ...ending }, now);
  }

  /** After a part is gone whose case a person had closed: the sensor shows it after all. */
  confirm(condition: Condition, gone: Part, evidence: Evidence, now: number): void {
    const alertId = gone.settled?.alertId;
    const alert = this.#get(alertId);
    if (!alert?.resolved || alert.resolved.confirmedAt !== undefined) return;
    // A hazard is not over because its signal is: a person has said that it was taken back.
    if (alert.kind === 'hazard' || !CLOSED_BY_PEOPLE.includes(alert.resolved.reason)) return;
    if (condition.parts.some(({ settled }) => settled?.alertId === alertId)) return;
    this.#memory.record(alert, { kind: 'confirmed', evidence }, now);
  }

  /** Id of the case that a person closed some time ago, and that this part still holds for. */
  doubtedCase({ settled }: Part, now: number): string | undefined {
    if (!settled || settled.void || now - settled.at < this.#settings.doubtAfterMs) return undefined;
    return settled.alertId;
  }

  /** A flapping case stays open until it has been quiet for as long as it could be reopened. */
  lastingMs(condition: Condition): number {
    const open = this.#memory.open(condition.station, condition.identity);
    return open && open.reopened > 0 ? this.#settings.reopenWithinMs : 0;
  }

  /** The closed case that goes on when this begins at `since`. */
  returning(identity: string, since: number): Alert | undefined {
    const last = this.#memory.lastClosed(identity);
    return last?.resolved && since - last.resolved.at <= this.#settings.reopenWithinMs ? last : undefined;
  }

  #update(open: Alert, condition: Condition, { evidence }: News, now: number): void {
    const { severity, binIds } = extentOf(condition);
    if (severity === open.severity && isSame(binIds, open.binIds)) return;
    this.#memory.record(open, { kind: 'changed', severity, binIds, ...(evidence && { evidence }) }, now);
  }

  #open(condition: Condition, { evidence, doubted }: News, now: number): void {
    const since = Math.min(...countedParts(condition).map((part) => part.since));
    const before = this.#get(doubted) ?? this.returning(condition.identity, since);
    if (before) unsettle(condition, ({ settled }) => settled?.alertId === before.id && !settled.void);
    const step = { ...extentOf(condition), ...(evidence && { evidence }) };
    if (before) this.#memory.record(before, { kind: 'reopened', ...step }, now);
    else
      this.#memory.begin(subjectOf(condition, this.#firstSince(since, now)), { kind: 'fired', ...step }, now);
  }

  #get(id: string | undefined): Alert | undefined {
    return id === undefined ? undefined : this.#memory.get(id);
  }

  /** Never as old as a case that is forgotten: the id of that one must not be given again. */
  #firstSince(since: number, now: number): number {
    return Math.max(since, now - this.#settings.keepClosedMs);
  }
}

/** A person has closed the case: what holds still is answered by that. */
export function settle(condition: Condition, alert: Alert): void {
  const { id, resolved } = alert;
  if (!resolved) return;
  const counted = countedParts(condition);
  // What was about to clear has cleared.
  condition.parts = condition.parts.filter(
    (part) => part.clearSince === undefined || !counted.includes(part),
  );
  for (const part of counted) {
    part.settled = { alertId: id, at: resolved.at, void: resolved.reason === 'void' };
  }
}

export function unsettle(condition: Condition, applies: (part: Part) => boolean): void {
  for (const part of condition.parts) if (applies(part)) delete part.settled;
}

function extentOf(condition: Condition): Pick<Alert, 'severity' | 'binIds'> {
  const counted = countedParts(condition);
  const binIds = counted.flatMap(({ binId }) => binId ?? []).sort();
  return { severity: severityOf(counted, condition.eased), binIds };
}

function subjectOf(condition: Condition, since: number) {
  const { parts: _, eased: __, ...subject } = condition;
  return { ...subject, since };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
