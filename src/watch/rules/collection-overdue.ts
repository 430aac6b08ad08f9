// The bin has been full for longer than the limit, counted in the service hours of its area and stream. Full since:
// since when `bin-full` has held without a break.
import { z } from 'zod';
import { clearEvidence, clearReason, levelEvidence } from './bin-level.ts';
import type { BinRule, RuleSettings } from './rule.ts';
import { serviceMinutes } from './service-hours.ts';
import { commonShape, minutesSchema } from './settings-shape.ts';

interface OverdueSettings extends RuleSettings {
  /** Minutes of service. */
  limitMinutes: number;
}

export const collectionOverdue: BinRule<OverdueSettings> = {
  id: 'collection-overdue',
  subject: 'bin',
  kind: 'full',
  schema: z.strictObject({ ...commonShape, limitMinutes: minutesSchema.min(1) }),
  defaults: { enabled: true, severity: 'critical', holdMinutes: 0, limitMinutes: 120 },

  judge({ limitMinutes, severity }, subject, now) {
    const { bin, holdingSince, serviceHours, zone } = subject;
    const fullSince = holdingSince['bin-full'];
    if (fullSince === undefined) {
      const reason = clearReason(subject, 'collection-overdue');
      return { holds: false, reason, evidence: clearEvidence(bin, reason) };
    }
    // Service minutes are never more than those of the clock, and need a calendar.
    const elapsed = (now - fullSince) / 60_000;
    const minutes =
      elapsed < limitMinutes ? elapsed : serviceMinutes(serviceHours, zone, { from: fullSince, to: now });
    const evidence = { ...levelEvidence(bin), fullSince, serviceMinutes: Math.floor(minutes), limitMinutes };
    return minutes >= limitMinutes
      ? { holds: true, severity, evidence }
      : { holds: false, reason: 'cleared', evidence };
  },
};
