// 满溢预警: the bin should be collected. Two thresholds, so that a level on the edge raises nothing twice.
import { z } from 'zod';
import { judgeThresholds, type ThresholdSettings } from './bin-level.ts';
import type { BinRule } from './rule.ts';
import { commonShape, levelSchema } from './settings-shape.ts';

export const binFull: BinRule<ThresholdSettings> = {
  id: 'bin-full',
  subject: 'bin',
  kind: 'full',
  schema: z.strictObject({ ...commonShape, raise: levelSchema, clear: levelSchema }),
  defaults: { enabled: true, severity: 'warning', holdMinutes: 10, raise: 0.8, clear: 0.6 },
  pairs: [['raise', 'clear']],
  judge: (settings, subject, now) => judgeThresholds('bin-full', settings, { subject, now }),
};
