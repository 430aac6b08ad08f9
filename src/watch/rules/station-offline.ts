// 离线: the station said so by its last will, or has been silent. Its presence is decided elsewhere, safe against
// takeovers and starts of the hub; this waits until it has lasted.
import { z } from 'zod';
import type { RuleSettings, StationRule, Verdict } from './rule.ts';
import { commonShape } from './settings-shape.ts';

export const stationOffline: StationRule<RuleSettings> = {
  id: 'station-offline',
  subject: 'station',
  kind: 'device',
  schema: z.strictObject(commonShape),
  defaults: { enabled: true, severity: 'warning', holdMinutes: 10 },

  judge({ severity }, { presence: { state, since } }): Verdict {
    if (state === 'unknown') return undefined;
    if (state === 'online') return { holds: false, reason: 'cleared', evidence: { onlineSince: since } };
    return { holds: true, severity, evidence: { offlineSince: since } };
  },
};
