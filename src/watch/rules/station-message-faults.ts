// Something is wrong with what the station sends: rejected messages (异常报文), fields that look personal, two devices
// with one token (they take each other's connection), or a fault that it reports itself.
import { z } from 'zod';
import { countOfHour } from './hour-count.ts';
import type { Evidence, RuleSettings, StationRule } from './rule.ts';
import { commonShape, perHourSchema } from './settings-shape.ts';
import type { StationSigns } from './station-signs.ts';

interface MessageFaultSettings extends RuleSettings {
  rejectionsPerHour: number;
  takeoversPerHour: number;
  personalFields: boolean;
  reportedFaults: boolean;
}

const HOUR_MS = 3_600_000;

export const stationMessageFaults: StationRule<MessageFaultSettings> = {
  id: 'station-message-faults',
  subject: 'station',
  kind: 'device',
  schema: z.strictObject({
    ...commonShape,
    rejectionsPerHour: perHourSchema,
    takeoversPerHour: perHourSchema,
    personalFields: z.boolean(),
    reportedFaults: z.boolean(),
  }),
  defaults: {
    enabled: true,
    severity: 'warning',
    holdMinutes: 0,
    rejectionsPerHour: 20,
    takeoversPerHour: 12,
    personalFields: true,
    reportedFaults: true,
  },

  judge(settings, { signs }, now) {
    const rejections = countOfHour(signs.rejections, now);
    const takeovers = countOfHour(signs.takeovers, now);
    const found: Found[] = [
      { fault: 'rejected-messages', part: rejections / settings.rejectionsPerHour, evidence: { rejections } },
      { fault: 'two-devices', part: takeovers / settings.takeoversPerHour, evidence: { takeovers } },
      ...(settings.personalFields ? [personalFields(signs, now)] : []),
      ...(settings.reportedFaults ? [reportedFaults(signs)] : []),
    ];
    const faults = found.filter(({ part }) => part >= 1);
    if (faults.length > 0) return { holds: true, severity: settings.severity, evidence: evidenceOf(faults) };
    return found.every(({ part }) => part < CLEAR_PART)
      ? { holds: false, reason: 'cleared', evidence: { rejections, takeovers } }
      : undefined;
  },
};

interface Found {
  fault: string;
  /** Of what raises the alert: from 1 on it does. */
  part: number;
  evidence: Evidence;
}

/** The counts of two hours on the edge raise nothing twice. */
const CLEAR_PART = 0.5;

/** Names only; their values never pass the door. */
function personalFields({ personalFields, personalFieldsAt = 0 }: StationSigns, now: number): Found {
  const part = personalFieldsAt > now - HOUR_MS ? 1 : 0;
  return { fault: 'sends-personal-data', part, evidence: { fields: Object.keys(personalFields) } };
}

function reportedFaults({ events }: StationSigns): Found {
  const raised = events.filter(({ kind, phase }) => kind === 'fault' && phase === 'raised');
  const codes = raised.flatMap(({ code }) => code ?? []);
  return { fault: 'reported-fault', part: raised.length, evidence: codes.length > 0 ? { codes } : {} };
}

function evidenceOf(found: readonly Found[]): Evidence {
  return Object.assign({ faults: found.map(({ fault }) => fault) }, ...found.map(({ evidence }) => evidence));
}
