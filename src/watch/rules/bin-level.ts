// What the rules on levels share: whether a level speaks of the present, how it crosses two thresholds, and why it
// is low again.
import type { BinState } from '../bin-state/bin-state.ts';
import {
  type BinSubject,
  type Evidence,
  NOT_THE_CASE,
  type RuleId,
  type RuleSettings,
  type Verdict,
} from './rule.ts';

/** As many periods without a level mean that it is not known any more: then the station is offline as well. */
const SILENT_PERIODS = 3;
/** One reading alone raises nothing, however the level was smoothed. */
const AGREEING_READINGS = 2;

export interface ThresholdSettings extends RuleSettings {
  /** 0..1 */
  raise: number;
  clear: number;
}

/** The clean level as long as it speaks of now; undefined when it is unknown or too old. */
export function presentLevel({ bin, reportingMinutes }: BinSubject, now: number): number | undefined {
  const { cleanLevel, cleanAt, newest } = bin;
  if (cleanLevel === undefined || cleanAt === undefined || !newest) return undefined;
  // A station whose clock is off tells the time between two of its readings all the same.
  const ageMs = now - newest.receivedAt + (newest.at - cleanAt);
  return ageMs <= SILENT_PERIODS * reportingMinutes * 60_000 ? cleanLevel : undefined;
}

/** Between the thresholds nothing changes: a level that flips around one of them raises and clears nothing. */
export function judgeThresholds(
  rule: RuleId,
  { raise, clear, severity }: ThresholdSettings,
  { subject, now }: { subject: BinSubject; now: number },
): Verdict {
  const level = presentLevel(subject, now);
  if (level === undefined) return undefined;
  const { bin } = subject;
  if (level < clear) return endOf(rule, subject);
  if (level < raise || !isAgreed(bin, raise) || mayBeEmptied(bin)) return undefined;
  return { holds: true, severity, evidence: { ...levelEvidence(bin), threshold: raise } };
}

/**
 * The last word of the bin is that it was emptied, but it is not sure yet: its level just fell, or somebody says so and
 * no level has come since. What waits for its hold then waits on. While a sensor flips, a fall says nothing.
 */
export function mayBeEmptied({ away, flippingSince, claims, cleanAt = 0 }: BinState): boolean {
  if (away?.below && flippingSince === undefined) return true;
  return claims.some(({ at, denied }) => !denied && at > cleanAt);
}

function isAgreed({ window }: BinState, raise: number): boolean {
  let agreeing = 0;
  for (const { level, doubted } of window) if (level >= raise && !doubted) agreeing += 1;
  return agreeing >= AGREEING_READINGS;
}

/** `begin`: of what has ended; a level also sinks because waste settles, or is pressed, without an emptying since. */
export function endOf(rule: RuleId, { bin, holdingSince }: BinSubject, begin = holdingSince[rule]): Verdict {
  if (begin === undefined || holdingSince[rule] === undefined) return NOT_THE_CASE;
  const isEmptied = isEmptiedSince(bin, begin);
  const reason = isEmptied ? 'emptied' : 'cleared';
  return { holds: false, reason, evidence: isEmptied ? emptiedEvidence(bin) : levelEvidence(bin) };
}

export function isEmptiedSince({ lastEmptied }: BinState, instant: number): boolean {
  return lastEmptied !== undefined && lastEmptied.at >= instant;
}

export function levelEvidence({ cleanLevel, cleanAt }: BinState): Evidence {
  return cleanLevel === undefined || cleanAt === undefined ? {} : { level: cleanLevel, at: cleanAt };
}

function emptiedEvidence(bin: BinState): Evidence {
  if (!bin.lastEmptied) return levelEvidence(bin);
  const { at, source, levelBefore, levelAfter } = bin.lastEmptied;
  const before: Evidence = levelBefore === undefined ? {} : { levelBefore };
  return { ...levelEvidence(bin), emptiedAt: at, source, ...before, levelAfter };
}
