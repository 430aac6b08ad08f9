// The bin will be full within hours: last clean level + the bin's own mean rate. That is the baseline which the
// published forecasts hardly beat; the evidence shows what it was reckoned from.
import { z } from 'zod';
import type { BinState } from '../bin-state/bin-state.ts';
import { endOf, levelEvidence, mayBeEmptied, presentLevel } from './bin-level.ts';
import { type BinRule, NOT_THE_CASE, type RuleSettings } from './rule.ts';
import { commonShape, hoursSchema, levelSchema } from './settings-shape.ts';

const HOUR_MS = 3_600_000;

interface FullSoonSettings extends RuleSettings {
  /** The level that counts as full, 0..1. */
  fullLevel: number;
  raiseHours: number;
  clearHours: number;
  /** Hours of filling that must have been seen before the mean rate is believed. */
  basisHours: number;
}

export const binFullSoon: BinRule<FullSoonSettings> = {
  id: 'bin-full-soon',
  subject: 'bin',
  kind: 'full',
  schema: z.strictObject({
    ...commonShape,
    fullLevel: levelSchema,
    raiseHours: hoursSchema,
    clearHours: hoursSchema,
    basisHours: hoursSchema,
  }),
  defaults: {
    enabled: true,
    severity: 'notice',
    holdMinutes: 10,
    fullLevel: 0.8,
    raiseHours: 2,
    clearHours: 4,
    basisHours: 12,
  },
  pairs: [['clearHours', 'raiseHours']],

  judge(settings, subject, now) {
    const { bin, holdingSince, extraHours = 0 } = subject;
    const level = presentLevel(subject, now);
    if (level === undefined) return undefined;
    if (holdingSince['bin-full'] !== undefined || holdingSince['bin-overflowing'] !== undefined) {
      if (holdingSince['bin-full-soon'] === undefined) return NOT_THE_CASE;
      return { holds: false, reason: 'superseded', evidence: levelEvidence(bin) };
    }
    const ratePerHour = believedRate(bin, settings.basisHours);
    if (ratePerHour === undefined) return undefined;
    // May lie in the past, when no level has come since.
    const fullAt = (bin.cleanAt ?? 0) + ((settings.fullLevel - level) / ratePerHour) * HOUR_MS;
    const hours = (fullAt - ownTime(bin, now)) / HOUR_MS;
    if (hours > settings.clearHours + extraHours) return endOf('bin-full-soon', subject);
    const aheadHours = settings.raiseHours + extraHours;
    if (hours > aheadHours || mayBeEmptied(bin)) return undefined;
    const evidence = {
      ...levelEvidence(bin),
      fullLevel: settings.fullLevel,
      expectedFullAt: Math.round(now + hours * HOUR_MS),
      aheadHours,
      ratePerHour,
      basis: bin.meanRatePerHour === undefined ? 'since-emptied' : 'own-mean',
      seenHours: seenHours(bin),
    };
    return { holds: true, severity: settings.severity, evidence };
  },
};

/** The bin's own mean, or until there is one the rate since it was emptied. */
function believedRate(bin: BinState, basisHours: number): number | undefined {
  const ratePerHour = bin.meanRatePerHour ?? bin.ratePerHour;
  if (ratePerHour === undefined || ratePerHour <= 0) return undefined;
  return seenHours(bin) >= basisHours ? ratePerHour : undefined;
}

function seenHours({ filling, filledBefore }: BinState): number {
  return (filling?.hours ?? 0) + filledBefore.hours;
}

/** Now by the clock that dated the readings: one that is off does not move the forecast. */
function ownTime({ newest }: BinState, now: number): number {
  return newest ? newest.at + (now - newest.receivedAt) : now;
}
