// The station's clock is off. One old message may have waited somewhere; a clock that is off is so in all of the
// last messages alike, or ahead, which no way can do.
import { z } from 'zod';
import type { RuleSettings, StationRule } from './rule.ts';
import { commonShape, minutesSchema } from './settings-shape.ts';

interface ClockSettings extends RuleSettings {
  raiseMinutes: number;
  clearMinutes: number;
}

/** As many messages must agree, and so closely. */
const AGREEING = 5;
const SAME_OFFSET_MS = 60_000;

export const stationClock: StationRule<ClockSettings> = {
  id: 'station-clock',
  subject: 'station',
  kind: 'device',
  schema: z.strictObject({ ...commonShape, raiseMinutes: minutesSchema, clearMinutes: minutesSchema }),
  defaults: { enabled: true, severity: 'notice', holdMinutes: 60, raiseMinutes: 10, clearMinutes: 5 },
  pairs: [['raiseMinutes', 'clearMinutes']],

  judge({ severity, raiseMinutes, clearMinutes }, { signs: { clockOffsetsMs: offsets } }) {
    if (offsets.length < AGREEING) return undefined;
    const least = Math.min(...offsets.map(Math.abs));
    const evidence = { offsetMs: offsets.at(-1) ?? 0 };
    if (least >= raiseMinutes * 60_000 && isOff(offsets)) return { holds: true, severity, evidence };
    return least < clearMinutes * 60_000 ? { holds: false, reason: 'cleared', evidence } : undefined;
  },
};

function isOff(offsetsMs: readonly number[]): boolean {
  const earliest = Math.min(...offsetsMs);
  return earliest > 0 || Math.max(...offsetsMs) - earliest <= SAME_OFFSET_MS;
}
