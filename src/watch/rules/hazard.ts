// Fire, smoke and the like, said by the station: raised at once whatever the age of the message, and over only when
// the station or a person says so. Silence ends nothing.
import { z } from 'zod';
import { SEVERITIES, type Severity } from '../../model/alert-event.ts';
import { EVENT_KINDS, type EventKind } from '../../model/reading.ts';
import type { Evidence, RuleSettings, StationRule } from './rule.ts';
import { commonShape, minutesSchema } from './settings-shape.ts';
import type { EventSign } from './station-signs.ts';

interface HazardSettings extends RuleSettings {
  /** Raise at once. */
  kinds: EventKind[];
  otherKinds: EventKind[];
  otherSeverity: Severity;
  /** Minutes that one of the other kinds must last. */
  otherHoldMinutes: number;
}

const kindsSchema = z.array(z.enum(EVENT_KINDS));

export const hazard: StationRule<HazardSettings> = {
  id: 'hazard',
  subject: 'station',
  kind: 'hazard',
  schema: z.strictObject({
    ...commonShape,
    holdMinutes: z.literal(0, { error: 'expected 0, because fire and smoke raise at once' }),
    kinds: kindsSchema,
    otherKinds: kindsSchema,
    otherSeverity: z.enum(SEVERITIES),
    otherHoldMinutes: minutesSchema,
  }),
  defaults: {
    enabled: true,
    severity: 'critical',
    holdMinutes: 0,
    kinds: ['fire', 'smoke'],
    otherKinds: ['tilt', 'intrusion'],
    otherSeverity: 'warning',
    otherHoldMinutes: 5,
  },

  judge(settings, { signs: { events } }, now) {
    const { kinds, otherKinds, otherHoldMinutes } = settings;
    const raised = events.filter(({ phase }) => phase === 'raised');
    const grave = raised.filter(({ kind }) => kinds.includes(kind));
    if (grave.length > 0) return { holds: true, severity: settings.severity, evidence: evidenceOf(grave) };
    const others = raised.filter(({ kind }) => otherKinds.includes(kind));
    if (others.length === 0) return { holds: false, reason: 'cleared', evidence: lastCleared(events) };
    const lasting = others.filter(({ receivedAt }) => now - receivedAt >= otherHoldMinutes * 60_000);
    if (lasting.length === 0) return undefined;
    return { holds: true, severity: settings.otherSeverity, evidence: evidenceOf(lasting) };
  },
};

/** Both times: when it happened, and when the hub was told, which may be much later. */
function evidenceOf(events: readonly EventSign[]): Evidence {
  const binIds = events.flatMap(({ binId }) => binId ?? []);
  const codes = events.flatMap(({ code }) => code ?? []);
  return {
    kinds: [...new Set(events.map(({ kind }) => kind))],
    at: Math.min(...events.map(({ at }) => at)),
    receivedAt: Math.min(...events.map(({ receivedAt }) => receivedAt)),
    ...(binIds.length > 0 && { binIds }),
    ...(codes.length > 0 && { codes }),
  };
}

function lastCleared(events: readonly EventSign[]): Evidence {
  const times = events.filter(({ phase }) => phase === 'cleared').map(({ at }) => at);
  return times.length === 0 ? {} : { clearedAt: Math.max(...times) };
}
