// Alerts (告警) and what happened to them, as the API and the event stream show them.
import { z } from '@hono/zod-openapi';
import { SEVERITIES } from '../model/alert-event.ts';
import { STREAMS } from '../model/stream.ts';
import {
  ALERT_EVENT_KINDS,
  type Alert,
  type AlertEvent,
  REPORT_KINDS,
  RESOLVED_REASONS,
} from '../watch/alerts/alert.ts';
import { type Evidence, RULE_IDS } from '../watch/rules/rule.ts';
import { iso, isoOrAbsent, isoSchema } from './time.ts';

export const ALERT_RULES = [...RULE_IDS, 'reported'] as const;

const deedSchema = z.object({
  at: isoSchema,
  by: z.string().optional().openapi({ description: 'Absent: the hub itself' }),
  note: z.string().optional(),
});
const evidenceSchema = z
  .record(z.string(), z.union([z.number(), z.string(), z.array(z.string())]))
  .openapi({ description: 'What was seen; times in it are epoch milliseconds' });

export const alertSchema = z
  .object({
    id: z.string().openapi({ example: 'bin-full.tushan-003.food.mhw3k0zc' }),
    rule: z.enum(ALERT_RULES),
    kind: z
      .enum(['full', 'device', 'hazard', 'reported'])
      .openapi({ description: '`full` is one card for all bins of a stream' }),
    state: z
      .enum(['pending', 'firing', 'resolved'])
      .openapi({ description: '`pending` waits for its hold: nobody has been told' }),
    severity: z.enum(SEVERITIES),
    station: z.string(),
    grid: z.string().openapi({ description: 'Where the station stood when it began' }),
    stream: z.enum(STREAMS).optional(),
    binId: z.string().optional(),
    binIds: z.array(z.string()).openapi({ description: 'Bins that the rule holds for' }),
    report: z.object({ kind: z.enum(REPORT_KINDS), place: z.string().optional() }).optional(),
    evidence: evidenceSchema.optional(),
    since: isoSchema.openapi({ description: 'When the rule began to hold' }),
    firedAt: isoSchema.optional(),
    acknowledged: deedSchema.optional(),
    assigned: deedSchema.extend({ to: z.string() }).optional(),
    arrived: deedSchema.optional(),
    saidEmptied: deedSchema.optional().openapi({ description: 'Open until the level shows it' }),
    cannot: deedSchema.optional(),
    postponed: deedSchema.extend({ until: isoSchema }).optional(),
    voidAsked: deedSchema.optional().openapi({ description: 'A second person must confirm' }),
    externalCase: deedSchema.extend({ number: z.string() }).optional(),
    hiddenBy: z.string().optional().openapi({ description: 'Id of the open alert that says more' }),
    silencedBy: z.string().optional().openapi({ description: 'Id of the silence' }),
    resolved: deedSchema
      .extend({
        reason: z.enum(RESOLVED_REASONS),
        evidence: evidenceSchema.optional(),
        confirmedAt: isoSchema.optional().openapi({ description: 'When the sensor showed it after all' }),
      })
      .optional(),
    reopened: z.int(),
    reports: z.int(),
    checked: deedSchema.extend({ agreed: z.boolean() }).optional(),
  })
  .openapi('Alert');
type AlertView = z.infer<typeof alertSchema>;

export const alertEventSchema = z
  .object({
    id: z.string(),
    alertId: z.string(),
    kind: z.enum(ALERT_EVENT_KINDS),
    at: isoSchema,
    by: z.string().optional(),
    severity: z.enum(SEVERITIES),
    reason: z.string().optional(),
    note: z.string().optional(),
    level: z.number().optional(),
    binIds: z.array(z.string()).optional(),
    evidence: evidenceSchema.optional(),
    to: z.string().optional().openapi({ description: 'To whom it was given' }),
    until: isoSchema.optional(),
    externalCase: z.string().optional(),
    cause: z.string().optional().openapi({ description: 'Id of the alert or silence that keeps it quiet' }),
    agreed: z.boolean().optional(),
  })
  .openapi('AlertEvent');

export function alertView(alert: Alert): AlertView {
  const { id, rule, kind, state, severity, station, grid, stream, binId, binIds, report, evidence } = alert;
  const { since, firedAt, acknowledged, assigned, arrived, saidEmptied, cannot, voidAsked } = alert;
  const { postponed, externalCase, hiddenBy, silencedBy, resolved, reopened, reports, checked } = alert;
  return {
    ...{ id, rule, kind, state, severity, station, grid, stream, binId, binIds, report },
    evidence: shownEvidence(evidence),
    since: iso(since),
    firedAt: isoOrAbsent(firedAt),
    acknowledged: acknowledged && dated(acknowledged),
    assigned: assigned && dated(assigned),
    arrived: arrived && dated(arrived),
    saidEmptied: saidEmptied && dated(saidEmptied),
    cannot: cannot && dated(cannot),
    voidAsked: voidAsked && dated(voidAsked),
    postponed: postponed && { ...dated(postponed), until: iso(postponed.until) },
    externalCase: externalCase && dated(externalCase),
    ...{ hiddenBy, silencedBy, reopened, reports },
    resolved: resolved && {
      ...dated(resolved),
      evidence: shownEvidence(resolved.evidence),
      confirmedAt: isoOrAbsent(resolved.confirmedAt),
    },
    checked: checked && dated(checked),
  };
}

export function alertEventView(event: AlertEvent): z.infer<typeof alertEventSchema> {
  const { id, alertId, kind, at, by, severity, reason, note } = event;
  const { level, binIds, evidence, to, until, externalCase, cause, agreed } = event;
  return {
    ...{ id, alertId, kind, at: iso(at), by, severity, reason, note, level, binIds },
    ...{ evidence: shownEvidence(evidence), to, until: isoOrAbsent(until), externalCase, cause, agreed },
  };
}

function dated<Done extends { at: number }>(deed: Done): Omit<Done, 'at'> & { at: string } {
  return { ...deed, at: iso(deed.at) };
}

/** Shown, never changed. */
function shownEvidence(evidence: Evidence | undefined): z.infer<typeof evidenceSchema> | undefined {
  return evidence as z.infer<typeof evidenceSchema> | undefined;
}
