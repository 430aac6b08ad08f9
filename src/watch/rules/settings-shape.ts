// What the settings of rules are made of: the keys that each has, and the ranges of the rest.
import { z } from 'zod';
import { SEVERITIES } from '../../model/alert-event.ts';

/** How long an alert may be held back. */
const DAY_MINUTES = 1_440;

export const minutesSchema = z
  .number()
  .min(0)
  .max(7 * DAY_MINUTES);
export const levelSchema = z.number().gt(0).max(1);
export const hoursSchema = z.number().gt(0).max(168);
export const perHourSchema = z.int().min(1).max(10_000);

export const commonShape = {
  enabled: z.boolean(),
  severity: z.enum(SEVERITIES),
  holdMinutes: z.number().min(0).max(DAY_MINUTES),
};
