// What a rule is: a pure function of (its settings, what is known of a bin or a station, now) that says whether
// something is the case. It must not know alerts' lives, people, or where readings come from.
import type { ZodObject } from 'zod';
import type { Severity } from '../../model/alert-event.ts';
import type { Presence } from '../../model/present.ts';
import type { OpeningWindow } from '../../model/station.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import type { StationSigns } from './station-signs.ts';

export const RULE_IDS = [
  'hazard',
  'bin-overflowing',
  'bin-full',
  'collection-overdue',
  'bin-full-soon',
  'station-offline',
  'sensor-fault',
  'station-clock',
  'station-message-faults',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** Who is concerned: full -> driver or cleaner, device -> technician, hazard -> everyone on duty. */
export type RuleKind = 'full' | 'device' | 'hazard';

export type { Severity } from '../../model/alert-event.ts';

/** What was seen, as plain data: it is stored with the alert and shown to people. Times are ms since 1970 UTC. */
export type Evidence = Readonly<Record<string, number | string | readonly string[]>>;

/** Why something is no longer the case. Superseded: a graver rule has taken it over. */
export type ClearReason = 'emptied' | 'cleared' | 'superseded';

/**
 * Undefined: cannot tell (between two thresholds, too old, never seen). It neither raises nor clears, and a pending
 * alert fires only by a verdict that holds once its hold is over.
 */
export type Verdict =
  | { holds: true; severity: Severity; evidence: Evidence }
  | { holds: false; reason: ClearReason; evidence: Evidence }
  | undefined;

/** Almost every verdict: of what did not hold before, nobody asks why it does not. */
export const NOT_THE_CASE: Verdict = Object.freeze({ holds: false, reason: 'cleared', evidence: {} });

/** What every rule can be told; the rest is the rule's own. */
export interface RuleSettings {
  enabled: boolean;
  severity: Severity;
  /** Minutes that it must be the case without a break before the alert fires. */
  holdMinutes: number;
}

export interface StationSubject {
  station: string;
  reportingMinutes: number;
  /** IANA zone of the station's local hours. */
  zone: string;
  /** As it is at `now`, silence taken into account. */
  presence: Presence;
  signs: StationSigns;
  /** Since when each rule has held for this bin, or this station, without a break; ms since 1970 UTC. */
  holdingSince: Readonly<Partial<Record<RuleId, number>>>;
}

export interface BinSubject extends StationSubject {
  bin: BinState;
  /** Of the bin's area and stream: when limits run. */
  serviceHours: readonly OpeningWindow[];
  /** Hours that forecasts look further ahead, while an advisory warns the bin's area of its stream. */
  extraHours?: number | undefined;
}

interface RuleBase<Settings> {
  id: RuleId;
  kind: RuleKind;
  /** Every key required, none defaulted: it checks settings and what overrides them. */
  schema: ZodObject;
  defaults: Settings;
  /** Pairs of keys of which the first must be greater than the second; whoever overrides one gives both. */
  pairs?: readonly (readonly [greater: string, lesser: string])[];
}

export interface BinRule<Settings extends RuleSettings = RuleSettings> extends RuleBase<Settings> {
  subject: 'bin';
  judge(settings: Settings, subject: BinSubject, now: number): Verdict;
}

export interface StationRule<Settings extends RuleSettings = RuleSettings> extends RuleBase<Settings> {
  subject: 'station';
  judge(settings: Settings, subject: StationSubject, now: number): Verdict;
}

export type Rule = BinRule | StationRule;
