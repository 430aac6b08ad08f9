// The port of watch: what is true now of bins and alerts, and what people do about it. Everything is answered by the
// watch's thread; what a person changes is on disk when the promise resolves. It must not know who asks.
import type { Quality } from '../model/reading.ts';
import type { Stream } from '../model/stream.ts';
import type { Advisory } from './advisories/advisory.ts';
import type { ActionFailure, Alert, AlertAction, AlertEvent, AlertRule, ReportKind } from './alerts/alert.ts';
import type { Silence } from './alerts/silence.ts';
import type { BinState } from './bin-state/bin-state.ts';
import type { Severity } from './rules/rule.ts';

export interface Watch {
  /** Newest first by the time it began. */
  alerts(query: AlertQuery): Promise<AlertPage>;
  alert(id: string): Promise<Alert | undefined>;
  /** All that happened to an alert, oldest first. */
  eventsOf(id: string): Promise<AlertEvent[]>;
  /** Rejects with `WatchRefusal` when the alert is not there or cannot be acted on so. */
  act(id: string, action: AlertAction, by: string): Promise<Alert>;
  /** A person tells what no sensor sees. */
  report(report: AlertReport, by: string): Promise<Alert>;

  /** Those that have not ended, and those that ended in the last 30 days. */
  silences(): Promise<Silence[]>;
  /** Checked by the caller; the watch names it and says when and by whom it was made. */
  addSilence(silence: SilenceInput, by: string): Promise<Silence>;
  /** Rejects with `WatchRefusal` when there is none, or it has ended. */
  endSilence(id: string, by: string): Promise<Silence>;

  /** What is known of a station's bins, in order of id; of a station that was never heard of none. */
  bins(station: string): Promise<BinState[]>;
  /** The same of many stations at once, in the order asked. */
  binsOf(stations: readonly string[]): Promise<BinState[]>;
  /** Those that are open, the newest first. */
  advisories(): Promise<Advisory[]>;
  counts(): Promise<WatchCounts>;

  /**
   * Called with what is on disk, in order, until the function that is returned is called. Must not throw. Levels are
   * many: they come only to those who ask for them, and of a bin that changed often in between only the newest.
   */
  onEvent(listener: (event: WatchEvent) => void, options?: { levels?: boolean }): () => void;
  state(): WatchProgress;
}

export interface AlertQuery {
  /** `open`: all that are not resolved, but none that waits for its hold. */
  state?: 'open' | 'pending' | 'firing' | 'resolved';
  rule?: AlertRule;
  station?: string;
  stream?: Stream;
  /** Began at that time or later. */
  since?: number;
  /** Stamped into the alert when it began. */
  grids?: readonly string[];
  severity?: Severity;
  /** 1..1,000 */
  limit: number;
  /** From the page before. */
  cursor?: string;
}

export interface AlertPage {
  items: Alert[];
  nextCursor?: string;
}

export interface AlertReport {
  station: string;
  binId?: string;
  kind: ReportKind;
  /** Where exactly, plain text. */
  place?: string;
  /** What was seen, plain text. */
  note?: string;
}

export type SilenceInput = Omit<Silence, 'id' | 'at' | 'by' | 'ended'>;

export type WatchEvent =
  | { type: 'alert'; alert: Alert; event: AlertEvent }
  | { type: 'presence'; station: string; grid: string; state: 'online' | 'offline'; at: number }
  | { type: 'level'; level: WatchedLevel }
  | { type: 'advisory'; kind: 'started' | 'renewed' | 'ended'; advisory: Advisory; at: number }
  /** To be published retained on the area's topic; empty: nothing holds there any more. */
  | { type: 'advisory-message'; grid: string; payload: string };

/** A bin's level once it was judged. */
export interface WatchedLevel {
  station: string;
  grid: string;
  binId: string;
  stream: Stream;
  at: number;
  /** 0 empty .. 1 full; the median, absent while nothing can be said. */
  cleanLevel?: number;
  /** As it was measured. */
  fillLevel: number;
  quality: Quality;
}

export interface WatchCounts {
  openAlerts: Readonly<Record<Severity, number>>;
  /** By name of the notifier; without those for which none waits. */
  messagesWaiting: Readonly<Record<string, number>>;
}

export interface WatchProgress {
  /** The watch has judged the journal up to here. */
  position: number;
  behindBytes: number;
  entriesJudged: number;
  framesAside: number;
  /** Why it does not get on; absent when it does. */
  failing?: string;
}

export type RefusalReason =
  | ActionFailure
  | 'unknown-station'
  | 'unknown-bin'
  | 'unknown-silence'
  | 'invalid-cursor'
  | 'switched-off';

/** What was asked cannot be done; nothing was changed. */
export class WatchRefusal extends Error {
  override name = 'WatchRefusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
