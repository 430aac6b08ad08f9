// The bin will be full within hours: last clean level + the bin's own mean rate. That is the baseline which the
// published forecasts hardly beat; the evidence shows what it was reckoned from.
import { z } from 'zod';
import type { BinState } from '../bin-state/bin-state.ts';
import { clearEvidence, clearReason, levelEvidence, presentLevel } from './bin-level.ts';
import type { BinRule, Evidence, RuleSettings } from './rule.ts';
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

interface Forecast {
  /** May lie in the past, when no level has come since. */
  fullAt: number;
  ratePerHour: number;
  basis: 'own-mean' | 'since-emptied';
  seenHours: number;
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
      return { holds: false, reason: 'superseded', evidence: levelEvidence(bin) };
    }
    const forecast = forecastOf(bin, level, settings);
    if (!forecast) return undefined;
    const hours = (forecast.fullAt - ownTime(bin, now)) / HOUR_MS;
    const evidence = evidenceOf(bin, forecast, settings.fullLevel);
    if (hours <= settings.raiseHours + extraHours)
      return { holds: true, severity: settings.severity, evidence };
    if (hours <= settings.clearHours + extraHours) return undefined;
    const reason = clearReason(subject, 'bin-full-soon');
    return { holds: false, reason, evidence: { ...evidence, ...clearEvidence(bin, reason) } };
  },
};

function forecastOf(bin: BinState, level: number, settings: FullSoonSettings): Forecast | undefined {
  const ratePerHour = bin.meanRatePerHour ?? bin.ratePerHour;
  const seenHours = (bin.filling?.hours ?? 0) + bin.filledBefore.hours;
  if (ratePerHour === undefined || ratePerHour <= 0 || seenHours < settings.basisHours) return undefined;
  return {
    fullAt: (bin.cleanAt ?? 0) + ((settings.fullLevel - level) / ratePerHour) * HOUR_MS,
    ratePerHour,
    basis: bin.meanRatePerHour === undefined ? 'since-emptied' : 'own-mean',
    seenHours,
  };
}

/** Now by the clock that dated the readings: one that is off does not move the forecast. */
function ownTime({ newest }: BinState, now: number): number {
  return newest ? newest.at + (now - newest.receivedAt) : now;
}

function evidenceOf(bin: BinState, forecast: Forecast, fullLevel: number): Evidence {
  const { fullAt, ratePerHour, basis, seenHours } = forecast;
  return {
    ...levelEvidence(bin),
    fullLevel,
    expectedFullAt: Math.round(fullAt),
    ratePerHour,
    basis,
    seenHours,
  };
}
