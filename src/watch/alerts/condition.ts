// What rules say of one identity now, bin by bin: since when it holds, whether its hold is over, whether a person has
// already closed a case of it. A condition becomes a case or ends it; it must not know which cases there are.
import { SEVERITIES, type Severity } from '../../model/alert-event.ts';
import type { Stream } from '../../model/stream.ts';
import type { RuleId, RuleKind, Verdict } from '../rules/rule.ts';
import type { AlertSubject } from './alert.ts';

/** What one rule says of one bin, or of the station. */
export interface Judgement {
  rule: RuleId;
  kind: RuleKind;
  station: string;
  grid: string;
  /** Absent: about the station. */
  binId?: string | undefined;
  stream?: Stream | undefined;
  verdict: Verdict;
  /** How long it must hold without a break before the alert fires. */
  holdMs: number;
  /** Free share of all bins of that stream at the station, 0..1; makes a card less urgent. */
  roomLeft?: number | undefined;
  /** By data that came too late to speak of the present. */
  late?: boolean | undefined;
}

export type Holding = Extract<Verdict, { holds: true }>;

/** One bin of a condition, or the station itself. */
export interface Part {
  binId?: string;
  since: number;
  severity: Severity;
  /** Its hold is over. */
  due: boolean;
  /** Since when it no longer holds, where that must last before it counts. */
  clearSince?: number;
  /** A person has closed the case of it while it held. */
  settled?: { alertId: string; at: number; void: boolean };
}

export interface Condition extends AlertSubject {
  rule: RuleId;
  /** In the order in which they began to hold. */
  parts: Part[];
  /** There is room in other bins of the stream: one step less urgent. */
  eased: boolean;
}

/** Two thresholds, so that a card does not change its urgency to and fro. */
const EASED_FROM_ROOM = 0.4;
const EASED_DOWN_TO_ROOM = 0.2;

export function partOf(condition: Condition, binId: string | undefined): Part | undefined {
  for (const part of condition.parts) if (part.binId === binId) return part;
  return undefined;
}

/** Parts that make a case now. */
export function countedParts(condition: Condition): Part[] {
  return condition.parts.filter((part) => part.due && !part.settled);
}

/** Takes in that it holds. Returns whether anything changed that must be remembered. */
export function hold(condition: Condition, judgement: Judgement, holding: Holding, now: number): boolean {
  const eased = isEased(condition.eased, judgement.roomLeft);
  let changed = eased !== condition.eased;
  condition.eased = eased;
  let part = partOf(condition, judgement.binId);
  if (!part) {
    part = newPart(judgement.binId, holding.severity, now);
    condition.parts.push(part);
    changed = true;
  }
  return holdPart(part, judgement.holdMs, holding.severity, now) || changed;
}

/** Takes in that it does not hold; true once that has lasted for `lastingMs`, and the part is to be taken out. */
export function lapse(part: Part, lastingMs: number, now: number): boolean {
  if (!part.due || part.settled || lastingMs <= 0) return true;
  part.clearSince = Math.min(part.clearSince ?? now, now);
  return now - part.clearSince >= lastingMs;
}

/** How urgent a case of these parts is; at least one. */
export function severityOf(parts: readonly Part[], eased: boolean): Severity {
  const worst = Math.max(...parts.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return SEVERITIES[eased ? Math.max(0, worst - 1) : worst] ?? 'notice';
}

function newPart(binId: string | undefined, severity: Severity, now: number): Part {
  const part: Part = { since: now, severity, due: false };
  if (binId !== undefined) part.binId = binId;
  return part;
}

function holdPart(part: Part, holdMs: number, severity: Severity, now: number): boolean {
  let changed = false;
  if (part.severity !== severity) {
    part.severity = severity;
    changed = true;
  }
  if (part.clearSince !== undefined) {
    delete part.clearSince;
    changed = true;
  }
  if (part.due) return changed;
  // The hub's clock was set back: what was held before cannot be counted.
  if (now < part.since) {
    part.since = now;
    changed = true;
  }
  part.due = now - part.since >= holdMs;
  return changed || part.due;
}

function isEased(eased: boolean, roomLeft: number | undefined): boolean {
  if (roomLeft === undefined) return eased;
  return roomLeft >= (eased ? EASED_DOWN_TO_ROOM : EASED_FROM_ROOM);
}
