// Which open alert says more than another of the same station, and so hides it: hidden, not lost. A hazard, and what a
// person has told, is never hidden. It must not know silences.
import type { RuleId } from '../rules/rule.ts';
import type { Alert } from './alert.ts';

/** Of one stream: who hides whom, the gravest first. */
const GRAVER: Readonly<Partial<Record<string, readonly RuleId[]>>> = {
  'bin-full': ['bin-overflowing'],
  'bin-full-soon': ['bin-overflowing', 'bin-full'],
};

/** The alert that hides this one; `others` are the open alerts of its station. */
export function hiderOf(alert: Alert, others: Iterable<Alert>): Alert | undefined {
  if (!isAboutBins(alert)) return undefined;
  const graver = GRAVER[alert.rule] ?? [];
  let hider: Alert | undefined;
  for (const other of others) {
    // Nothing is known of the bins while the station is silent, so this comes before all.
    if (other.rule === 'station-offline') return other;
    if (hider || other.stream !== alert.stream) continue;
    if (graver.some((rule) => rule === other.rule)) hider = other;
  }
  return hider;
}

function isAboutBins({ kind, binId }: Alert): boolean {
  return kind === 'full' || (kind === 'device' && binId !== undefined);
}
