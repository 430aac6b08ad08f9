// The book of alerts: what rules say, what people do and what time does becomes cases, kept in memory with what changed
// for the store. Pure but for itself: no clock, no disk. It must not know how rules judge, nor how people are told.
import { type ActionContext, decide } from './actions.ts';
import type { ActionFailure, Alert, AlertAction, AlertEvent } from './alert.ts';
import { type AlertFilter, listAlerts } from './alert-list.ts';
import { AlertMemory } from './alert-memory.ts';
import { type CaseSettings, CaseWork, type Ending, settle, unsettle } from './case-work.ts';
import { type Condition, type Holding, hold, type Judgement, lapse, type Part, partOf } from './condition.ts';
import { ConditionBook, type HoldingSince } from './condition-book.ts';
import { requietAll, requietStation } from './quieting.ts';
import { type Report, reportSeverity, reportSubject } from './report.ts';
import type { Silence } from './silence.ts';
import { SilenceBook } from './silence-book.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const KEEP_ENDED_SILENCES_MS = 30 * DAY_MS;

export const DEFAULT_CASE_SETTINGS: CaseSettings = {
  reopenWithinMs: 30 * MINUTE_MS,
  doubtAfterMs: 120 * MINUTE_MS,
  keepClosedMs: 7 * DAY_MS,
};

/** All that survives a restart; plain JSON. */
export interface StoredBook {
  conditions: Iterable<Condition>;
  alerts: Iterable<Alert>;
  silences: Iterable<Silence>;
}

/** For one transaction. A value that is undefined is to be deleted. */
export interface BookChanges {
  conditions: [identity: string, condition: Condition | undefined][];
  alerts: [id: string, alert: Alert | undefined][];
  silences: [id: string, silence: Silence | undefined][];
  /** In the order in which they happened. */
  events: AlertEvent[];
}

export interface AlertBookOptions {
  /** The area and those above it. */
  pathOf(grid: string): readonly string[];
  settings?: CaseSettings;
  stored?: StoredBook;
}

export type ActionResult = { ok: true; alert: Alert } | { ok: false; failure: ActionFailure };

export class AlertBook {
  readonly #memory: AlertMemory;
  readonly #conditions: ConditionBook;
  readonly #silences: SilenceBook;
  readonly #cases: CaseWork;
  readonly #settings: CaseSettings;
  readonly #pathOf: (grid: string) => readonly string[];
  /** Stations where an alert was opened or closed: what hides what there is looked at once, before it is told. */
  readonly #touched = new Set<string>();

  constructor({ pathOf, settings = DEFAULT_CASE_SETTINGS, stored }: AlertBookOptions) {
    this.#memory = new AlertMemory(stored?.alerts ?? []);
    this.#conditions = new ConditionBook(stored?.conditions ?? []);
    this.#silences = new SilenceBook(stored?.silences ?? []);
    this.#cases = new CaseWork(this.#memory, settings);
    this.#settings = settings;
    this.#pathOf = pathOf;
  }

  /** Takes in what a rule says. A pending alert fires by a verdict that holds once its hold is over, never by itself. */
  judge(judgement: Judgement, now: number): void {
    const { verdict, kind, late } = judgement;
    if (verdict === undefined) return;
    // Late data raises and clears nothing, but a hazard is told whatever its age.
    if (late && !(kind === 'hazard' && verdict.holds)) return;
    const condition = this.#conditions.find(judgement);
    if (verdict.holds) this.#hold(condition ?? this.#conditions.create(judgement), judgement, verdict, now);
    else if (condition) this.#lapse(condition, judgement, verdict, now);
  }

  act(id: string, action: AlertAction, { by, now }: { by: string; now: number }): ActionResult {
    const alert = this.#memory.get(id);
    if (!alert) return { ok: false, failure: 'unknown-alert' };
    const open = this.#memory.open(alert.station, alert.identity);
    const context: ActionContext = { by, now, isSucceeded: open !== undefined && open.id !== id };
    const decision = decide(alert, action, context);
    if (!decision.ok) return decision;
    let after = alert;
    for (const step of decision.steps) after = this.#memory.record(after, step, now);
    if (after.state !== alert.state) this.#turnedByPerson(after, now);
    return { ok: true, alert: this.#memory.get(id) ?? after };
  }

  /** The same matter told again is no second alert. */
  report(report: Report, { by, now }: { by: string; now: number }): Alert {
    const subject = reportSubject(report);
    const said = { by, ...(report.note !== undefined && { note: report.note }) };
    const open = this.#memory.open(subject.station, subject.identity);
    if (open) return this.#memory.record(open, { kind: 'reported-again', ...said }, now);
    const before = this.#cases.returning(subject.identity, now);
    const alert = before
      ? this.#memory.record(before, { kind: 'reopened', ...said }, now)
      : this.#memory.begin(
          { ...subject, since: now },
          { kind: 'fired', severity: reportSeverity(report), ...said },
          now,
        );
    this.#touched.add(alert.station);
    return alert;
  }

  /** What the registry no longer knows ends: bins that are not among these, or all when the station is gone. */
  retain(station: string, bins: readonly { id: string; stream: string }[] | undefined, now: number): void {
    const isThere = (part: Part, { stream }: Condition) =>
      bins !== undefined &&
      (part.binId === undefined ||
        bins.some((bin) => bin.id === part.binId && (stream === undefined || bin.stream === stream)));
    for (const condition of this.#conditions.of(station)) {
      for (const part of condition.parts.filter((one) => !isThere(one, condition))) {
        this.#takeOut(condition, part, { reason: 'superseded' }, now);
      }
    }
    if (bins !== undefined) return;
    for (const alert of this.#memory.openOf(station)) {
      this.#memory.record(alert, { kind: 'resolved', reason: 'superseded' }, now);
    }
  }

  /** What time does by itself: silences begin and end, old cases are forgotten. */
  tick(now: number): void {
    requietAll(this.#quieting(now));
    this.#memory.forgetClosedBefore(now - this.#settings.keepClosedMs);
    this.#silences.forgetEndedBefore(now - KEEP_ENDED_SILENCES_MS);
  }

  addSilence(silence: Silence, now: number): void {
    this.#silences.add(silence);
    requietAll(this.#quieting(now));
  }

  /** Undefined: there is none, or it has ended. */
  endSilence(id: string, { by, now }: { by: string; now: number }): Silence | undefined {
    const ended = this.#silences.end(id, by, now);
    if (ended) requietAll(this.#quieting(now));
    return ended;
  }

  /** Those that hold or will hold, and those that ended in the last 30 days; the oldest first. */
  silences(): Silence[] {
    return this.#silences.list();
  }

  /** Open, or closed in the last days. */
  get(id: string): Alert | undefined {
    return this.#memory.get(id);
  }

  /** Newest first by the time they began. */
  list(filter: AlertFilter): Alert[] {
    const isOpen = filter.state === 'open' || filter.state === 'firing';
    const alerts = isOpen ? this.#memory.allOpen() : this.#memory.all();
    return listAlerts(alerts, this.#conditions.all(), filter);
  }

  /** Open alerts of a station. */
  openOf(station: string): Alert[] {
    return this.#memory.openOf(station);
  }

  /**
   * Since when each rule holds for a bin, or for the station when none is given. Undefined: none does, and to judge
   * that another does not either changes nothing.
   */
  since(station: string, binId?: string): HoldingSince | undefined {
    return this.#conditions.since(station, binId);
  }

  /** What changed since the last call, and which alerts are hidden or silenced by it. */
  takeChanges(now: number): BookChanges {
    for (const station of this.#touched) requietStation(station, this.#quieting(now));
    this.#touched.clear();
    return {
      conditions: this.#conditions.takeChanges(),
      silences: this.#silences.takeChanges(),
      ...this.#memory.takeChanges(),
    };
  }

  #hold(condition: Condition, judgement: Judgement, holding: Holding, now: number): void {
    const changed = hold(condition, judgement, holding, now);
    const part = partOf(condition, judgement.binId);
    const doubted = part && this.#cases.doubtedCase(part, now);
    if (part && doubted !== undefined) delete part.settled;
    if (!changed && doubted === undefined) return;
    this.#conditions.changed(condition);
    this.#cases.carryOn(condition, { evidence: holding.evidence, doubted }, now);
    this.#touched.add(condition.station);
  }

  #lapse(condition: Condition, judgement: Judgement, ending: Ending, now: number): void {
    const part = partOf(condition, judgement.binId);
    if (!part) return;
    const lastingMs = ending.reason === 'cleared' ? this.#cases.lastingMs(condition) : 0;
    const { clearSince } = part;
    if (lapse(part, lastingMs, now)) this.#takeOut(condition, part, ending, now);
    else if (part.clearSince !== clearSince) this.#conditions.changed(condition);
  }

  #takeOut(condition: Condition, part: Part, { reason, evidence }: Ending, now: number): void {
    condition.parts.splice(condition.parts.indexOf(part), 1);
    this.#conditions.changed(condition);
    const ending = { reason, ...(evidence && { evidence }) };
    if (part.settled && evidence && reason !== 'superseded')
      this.#cases.confirm(condition, part, evidence, now);
    if (part.due && !part.settled) this.#cases.partGone(condition, ending, now);
    this.#touched.add(condition.station);
  }

  /** A person closed the case, or objected to its end. */
  #turnedByPerson(alert: Alert, now: number): void {
    const condition = this.#conditions.get(alert.station, alert.identity);
    if (condition) {
      if (alert.state === 'resolved') settle(condition, alert);
      else unsettle(condition, ({ settled }) => settled?.alertId === alert.id);
      this.#conditions.changed(condition);
      this.#cases.carryOn(condition, {}, now);
    }
    this.#touched.add(alert.station);
  }

  #quieting(now: number) {
    return { memory: this.#memory, silences: this.#silences.active(now), pathOf: this.#pathOf, now };
  }
}
