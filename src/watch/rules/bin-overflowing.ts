// 满溢: nothing fits in any more. Graver than full, and soon: no hold beyond the two readings that must agree.
import { z } from 'zod';
import { judgeThresholds, type ThresholdSettings } from './bin-level.ts';
import type { BinRule } from './rule.ts';
import { commonShape, levelSchema } from './settings-shape.ts';

export const binOverflowing: BinRule<ThresholdSettings> = {
  id: 'bin-overflowing',
  subject: 'bin',
  kind: 'full',
  schema: z.strictObject({ ...commonShape, raise: levelSchema, clear: levelSchema }),
  defaults: { enabled: true, severity: 'critical', holdMinutes: 0, raise: 0.95, clear: 0.85 },
  pairs: [['raise', 'clear']],
  judge: (settings, subject, now) => judgeThresholds('bin-overflowing', settings, { subject, now }),
};
