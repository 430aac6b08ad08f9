// What rules would have raised at one station: recorded entries go through watch as they did when they came, with a
// clock that is moved along. It must not know where they were recorded.
import type { StationEntry } from '../model/entry.ts';
import type { Stream } from '../model/stream.ts';
import type { Alert, AlertRule, ResolvedReason } from '../watch/alerts/alert.ts';
import type { AlertSettings } from '../watch/rules/alert-settings.ts';
import type { Severity } from '../watch/rules/rule.ts';
import type { AreaFacts, StationFacts } from '../watch/station-facts.ts';
import { Watcher } from '../watch/watcher.ts';

const MINUTE_MS = 60_000;
/** Of the moved clock: while something waits for its hold, while something is open, and while nothing is. */
const STEP_MS = { pending: MINUTE_MS, open: 5 * MINUTE_MS, calm: 10 * MINUTE_MS };
/** As many silent periods mean that a station is offline. */
const SILENT_PERIODS = 3;
const NOTHING_STORED = { list: () => [] };

export interface Trial {
  settings: AlertSettings;
  station: StationFacts;
  areas: readonly AreaFacts[];
  /** In the order in which they came. Those before `from` tell how things were then, and raise nothing. */
  entries: readonly StationEntry[];
  /** Milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
}

export interface TrialAlert {
  rule: AlertRule;
  station: string;
  stream?: Stream;
  binIds: readonly string[];
  /** The gravest that it was. */
  severity: Severity;
  firedAt: number;
  /** In all, up to the end of the trial. */
  openMs: number;
  /** Why it ended; absent: it is still open. */
  ended?: ResolvedReason;
  reopened: number;
  /** A graver alert hid it from its first moment on: nobody would have been told. */
  hidden: boolean;
}

export function tryRules({ settings, station, areas, entries, from, to }: Trial): TrialAlert[] {
  const watcher = new Watcher({ alerts: settings, pauseMs: STEP_MS.calm }, from);
  watcher.setTown({ changed: [station], removed: [], areas });
  const log = new AlertLog();
  const silentMs = SILENT_PERIODS * station.reportingMinutes * MINUTE_MS + STEP_MS.pending;
  let now = from;

  let stepMs = STEP_MS.calm;

  /** Time passes in steps so small that a hold is over when it is over, and silence begins when it begins. */
  function passUntil(instant: number): void {
    while (now < instant) {
      look();
      const silentAt = (watcher.record(station.id)?.lastMessageAt ?? 0) + silentMs;
      const next = silentAt > now ? Math.min(now + stepMs, silentAt) : now + stepMs;
      now = Math.min(next, instant);
    }
  }
  function look(): void {
    watcher.look(now, true);
    take();
  }
  function take(): void {
    // Whether something waits is another only when something has changed.
    if (watcher.takeChanges(NOTHING_STORED).length > 0) stepMs = STEP_MS[stateOf(watcher, station.id)];
    for (const event of watcher.takeEvents())
      if (event.type === 'alert') log.note(event.alert, event.event.at);
  }

  for (const entry of entries) {
    const cameAt = 'receivedAt' in entry ? entry.receivedAt : entry.at;
    if (cameAt >= to) break;
    if (cameAt < from) watcher.replay(entry);
    else {
      passUntil(cameAt);
      watcher.apply(entry);
      take();
    }
  }
  passUntil(to);
  return log.read(to);
}

function stateOf({ book }: Watcher, station: string): keyof typeof STEP_MS {
  if (book.list({ state: 'pending', station }).length > 0) return 'pending';
  return book.openOf(station).length > 0 ? 'open' : 'calm';
}

/** Adds up what happened to each alert. */
class AlertLog {
  readonly #byId = new Map<string, { alert: Alert; openSince?: number; openMs: number; hidden: boolean }>();

  note(alert: Alert, at: number): void {
    const isOpen = alert.state === 'firing';
    const known = this.#byId.get(alert.id) ?? { alert, openMs: 0, hidden: true };
    known.alert = alert;
    known.hidden &&= alert.hiddenBy !== undefined;
    if (isOpen) known.openSince ??= at;
    else if (known.openSince !== undefined) {
      known.openMs += at - known.openSince;
      delete known.openSince;
    }
    this.#byId.set(alert.id, known);
  }

  read(to: number): TrialAlert[] {
    return [...this.#byId.values()].map(({ alert, openSince, openMs, hidden }) => ({
      rule: alert.rule,
      station: alert.station,
      ...(alert.stream && { stream: alert.stream }),
      binIds: alert.binIds,
      severity: alert.severity,
      firedAt: alert.firedAt ?? to,
      openMs: openMs + (openSince === undefined ? 0 : to - openSince),
      ...(alert.resolved && { ended: alert.resolved.reason }),
      reopened: alert.reopened,
      hidden,
    }));
  }
}
