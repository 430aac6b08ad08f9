// What an alert (告警) is, what happens to it, and what people may do about it. Plain JSON; an alert is the sum of its
// events (apply-event.ts). It must not know how rules judge, who is on duty, nor how people are told. Times are ms since
// 1970 UTC.
import type { AlertEvent as JournalAlertEvent, Severity } from '../../model/alert-event.ts';
import type { Stream } from '../../model/stream.ts';
import type { Evidence, RuleId } from '../rules/rule.ts';

/** The rules that judge, and what people tell. */
export type AlertRule = RuleId | 'reported';

/**
 * `full` is one card for all bins of a stream, `device` and `hazard` are of one bin or of the station, `reported` is
 * what a person saw.
 */
export type AlertKind = 'full' | 'device' | 'hazard' | 'reported';

export const REPORT_KINDS = ['overflow', 'litter', 'smell', 'damage', 'blocked', 'fire', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/**
 * `by-hand`: a person says so, no sensor showed it. `superseded`: a graver rule took it over, or the station or bin is gone.
 * `outside`: closed in the system that has the case.
 */
export const RESOLVED_REASONS = ['emptied', 'cleared', 'by-hand', 'superseded', 'void', 'outside'] as const;
export type ResolvedReason = (typeof RESOLVED_REASONS)[number];

/** Who did what when; without `by` it was the hub. */
export interface Deed {
  at: number;
  by?: string;
  note?: string;
}

export interface Resolution extends Deed {
  reason: ResolvedReason;
  evidence?: Evidence;
  /** When the sensor showed it after all; of those closed by a person only. */
  confirmedAt?: number;
}

/** What is fixed when an alert fires. */
export interface AlertSubject {
  /** One open alert for each: rule, station, and bin or stream. */
  identity: string;
  rule: AlertRule;
  kind: AlertKind;
  station: string;
  grid: string;
  /** Of a bin alone. */
  binId?: string;
  /** Of a card, and of the bin alone where known. */
  stream?: Stream;
  /** Of a report. */
  report?: { kind: ReportKind; place?: string };
}

export interface Alert extends AlertSubject {
  /** `<identity>.<since in base 36>`, the same whenever it is derived. */
  id: string;
  /** `pending` waits for its hold and has no events. */
  state: 'pending' | 'firing' | 'resolved';
  severity: Severity;
  /** Bins that the rule holds for; none where it is about the station. */
  binIds: string[];
  /** Why, as of the last event that changed it. */
  evidence?: Evidence;
  /** When the rule began to hold. */
  since: number;
  /** First time it fired; absent while pending. */
  firedAt?: number;
  acknowledged?: Deed;
  assigned?: Deed & { to: string };
  arrived?: Deed;
  /** The crew says emptied (已清运): the case stays open until the level shows it. */
  saidEmptied?: Deed;
  /** The crew cannot (无法处理). */
  cannot?: Deed;
  postponed?: Deed & { until: number };
  /** Somebody says that it is void: a second person must confirm. */
  voidAsked?: Deed;
  externalCase?: Deed & { number: string };
  /** Present while another open alert of the station says more; hidden, not lost. Its id. */
  hiddenBy?: string;
  /** Present while a silence covers it. Its id. */
  silencedBy?: string;
  resolved?: Resolution;
  reopened: number;
  /** Of a report: how many have told it. */
  reports: number;
  /** Latest spot check (人工抽查) since it was resolved. */
  checked?: Deed & { agreed: boolean };
  /** Number of the next event. */
  nextEvent: number;
}

export const ALERT_EVENT_KINDS = [
  'fired',
  'changed',
  'hidden',
  'shown',
  'silenced',
  'heard',
  'reported-again',
  'acknowledged',
  'assigned',
  'commented',
  'arrived',
  'said-emptied',
  'cannot',
  'postponed',
  'void-asked',
  'void-refused',
  'case-attached',
  'resolved',
  'confirmed',
  'checked',
  'reopened',
] as const;
export type AlertEventKind = (typeof ALERT_EVENT_KINDS)[number];

/** What the journal keeps of a step, and all that is needed to make the alert again. */
export interface AlertEvent extends JournalAlertEvent {
  kind: AlertEventKind;
  /** Of `fired` alone. */
  subject?: AlertSubject & { since: number };
  /** Of `fired`, `changed` and `reopened`: the bins that the rule holds for. */
  binIds?: string[];
  evidence?: Evidence;
}

/** What a person, or another system, may do with an alert. Texts are plain and not empty where they are required. */
export type AlertAction =
  | { do: 'acknowledge'; note?: string }
  | { do: 'assign'; to: string; note?: string }
  | { do: 'comment'; note: string }
  | { do: 'arrive'; note?: string }
  | { do: 'say-emptied'; note?: string }
  | { do: 'cannot'; note: string }
  | { do: 'postpone'; until: number; reason: string }
  | { do: 'void'; reason: string }
  | { do: 'confirm-void'; note?: string }
  | { do: 'refuse-void'; note?: string }
  | { do: 'close'; note: string }
  | { do: 'attach-case'; number: string }
  | { do: 'close-outside'; note?: string }
  | { do: 'check'; agreed: boolean; note?: string };

/** Why an action was not taken; nothing was changed. */
export type ActionFailure =
  | 'unknown-alert'
  | 'not-open'
  | 'not-resolved'
  | 'already-acknowledged'
  | 'same-person'
  | 'no-void-asked'
  | 'text-missing'
  | 'not-in-future'
  | 'no-external-case';
