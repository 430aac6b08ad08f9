// The day, week or month of the town that is shown, and the one before and after it. Pure; instants are milliseconds
// since 1970 UTC.
import { bucketEdges } from '../../../model/zone.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** Half-open [from, to). */
export interface Period {
  from: number;
  to: number;
}

/** The local period that `at` is in. */
export function periodAt(kind: PeriodKind, at: number, zone: string): Period {
  const [from = at, to = at] = bucketEdges({ zone, from: at, to: at + 1, interval: kind });
  return { from, to };
}

export function periodBefore(kind: PeriodKind, { from }: Period, zone: string): Period {
  return periodAt(kind, from - 1, zone);
}

export function periodAfter(kind: PeriodKind, { to }: Period, zone: string): Period {
  return periodAt(kind, to, zone);
}

/** What of it can be known: not what is still to come. */
export function askedOf({ from, to }: Period, now: number): Period {
  return { from, to: Math.max(from + 1, Math.min(to, now)) };
}
