// The bin has been full for longer than the limit, counted in the service hours of its area and stream. Full since:
// since when `bin-full` has held without a break.
import { z } from 'zod';
import { endOf, isEmptiedSince, levelEvidence, mayBeEmptied } from './bin-level.ts';
import { type BinRule, NOT_THE_CASE, type RuleSettings } from './rule.ts';
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
    if (fullSince === undefined) return endOf('collection-overdue', subject);
    // Before `bin-full` itself has ended: the reading that shows it emptied must not find it overdue.
    if (isEmptiedSince(bin, fullSince)) return endOf('collection-overdue', subject, fullSince);
    const evidence = () => ({ ...levelEvidence(bin), fullSince, limitMinutes });
    // Overdue it stays, until the bin is no longer full.
    if (holdingSince['collection-overdue'] !== undefined)
      return { holds: true, severity, evidence: evidence() };
    if (mayBeEmptied(bin)) return undefined;
    // Service minutes are never more than those of the clock, and need a calendar.
    if (now - fullSince < limitMinutes * 60_000) return NOT_THE_CASE;
    const minutes = Math.floor(serviceMinutes(serviceHours, zone, { from: fullSince, to: now }));
    if (minutes < limitMinutes) return NOT_THE_CASE;
    return { holds: true, severity, evidence: { ...evidence(), serviceMinutes: minutes } };
  },
};
