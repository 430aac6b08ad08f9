// What a station and an area must look like, wherever they come from: config/stations.yaml, a CSV file or the API.
import { z } from 'zod';
import { isId } from '../model/id.ts';
import { STREAMS } from '../model/stream.ts';
import { isWholeHourZone } from '../model/zone.ts';
import { BINS_TEXT_EXPECTED, parseBins, withBinIds } from './bins-text.ts';
import type { AreaInput, StationInput } from './registry.ts';

/** For what a station may leave out. */
export interface StationDefaults {
  reportingMinutes: number;
  zone: string;
}

export const idSchema = z
  .string()
  .refine(isId, 'expected 1-32 of A-Z a-z 0-9 _ -, beginning with a letter or digit; not "areas" or "hub"');

/** Shown to people and on screens of stations: one line of plain text. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'expected a name')
  .max(80, 'expected at most 80 characters')
  .refine((text) => !/\p{Cc}/u.test(text), 'expected no control characters');

export const zoneSchema = z
  .string()
  .refine(isWholeHourZone, 'expected an IANA time zone with an offset of whole hours, e.g. Asia/Shanghai');

export const timeOfDaySchema = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a local time of day HH:MM');

export const openingWindowSchema = z
  .strictObject({ from: timeOfDaySchema, to: timeOfDaySchema })
  .refine(({ from, to }) => from < to, 'expected "from" before "to"; write two windows around midnight');

const binSchema = z.strictObject({
  id: idSchema.optional(),
  stream: z.enum(STREAMS),
  litres: z.number().gt(0).max(100_000),
  depthMm: z.int().min(50).max(20_000).optional(),
});

const binListSchema = z
  .preprocess(
    (given) => (typeof given === 'string' ? (parseBins(given) ?? given) : given),
    z
      .array(binSchema, { error: `expected a list of bins, or ${BINS_TEXT_EXPECTED}` })
      .min(1)
      .max(16),
  )
  .transform(withBinIds)
  .refine(
    (bins) => new Set(bins.map(({ id }) => id.toLowerCase())).size === bins.length,
    'expected ids that differ (case does not count)',
  );

/** The fields of a station; the file and the API build on them. */
export function stationShape(defaults: StationDefaults) {
  return {
    id: idSchema,
    name: nameSchema,
    grid: idSchema,
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
    bins: binListSchema,
    reportingMinutes: z.int().min(1).max(1440).default(defaults.reportingMinutes),
    zone: zoneSchema.default(defaults.zone),
    households: z.int().min(0).max(1_000_000).optional(),
    openingHours: z.array(openingWindowSchema).max(10).optional(),
    collectionTimes: z.array(timeOfDaySchema).max(48).optional(),
    inServiceFrom: z.iso.date({ error: 'expected a date YYYY-MM-DD' }).optional(),
  };
}

export function createStationSchema(defaults: StationDefaults): z.ZodType<StationInput> {
  return z.strictObject(stationShape(defaults)) as unknown as z.ZodType<StationInput>;
}

export const areaSchema: z.ZodType<AreaInput> = z.strictObject({
  id: idSchema,
  name: nameSchema,
  parent: idSchema.optional(),
});
