// `fill-level`: levels of a station's bins, judged bin by bin at the door. Physical ranges are not part of the
// shape: a number outside them is stored as rejected (quality 1), it does not cost the reading.
import { z } from 'zod';
import { frameShape, idSchema } from './frame.ts';
import { listUpTo } from './limits.ts';

export const MAX_BINS_PER_MESSAGE = 16;

const binLevelSchema = z
  .object({
    binId: idSchema,
    /** 0 empty .. 1 full. */
    fillLevel: z.number().optional(),
    /** From the sensor to the waste. */
    distanceMm: z.number().optional(),
    massKg: z.number().optional(),
    temperatureC: z.number().optional(),
    lidOpen: z.boolean().optional(),
    tiltDeg: z.number().optional(),
  })
  .refine((bin) => bin.fillLevel !== undefined || bin.distanceMm !== undefined, {
    error: 'fillLevel or distanceMm',
  })
  .meta({ anyOf: [{ required: ['fillLevel'] }, { required: ['distanceMm'] }] });

export const fillLevelSchema = z.object({
  ...frameShape,
  bins: listUpTo(binLevelSchema, MAX_BINS_PER_MESSAGE),
  batteryV: z.number().optional(),
  signalDbm: z.number().optional(),
});

export type BinLevelMessage = z.infer<typeof binLevelSchema>;
export type FillLevelMessage = z.infer<typeof fillLevelSchema>;
