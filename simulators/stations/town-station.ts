// What the simulators need to know of a station, from the files that the hub reads as well. They judge only what
// they need: the hub is the one that refuses a bad file.
import { z } from 'zod';
import { isId } from '../../src/model/id.ts';
import type { Bin } from '../../src/model/station.ts';
import { STREAMS } from '../../src/model/stream.ts';

const DEFAULT_REPORTING_MINUTES = 10;
const DEFAULT_ZONE = 'Asia/Shanghai';

const binSchema = z.object({
  id: z.string().optional(),
  stream: z.enum(STREAMS),
  litres: z.number().positive(),
  depthMm: z.number().positive().optional(),
});

/** A list, or the short way to write it: `food:240:1100|residual:240`. */
const binsSchema = z.preprocess(
  (bins) => (typeof bins === 'string' ? bins.split('|').map(readShortBin) : bins),
  z.array(binSchema).min(1).transform(withIds),
);

export const townStationSchema = z.object({
  id: z.string().refine(isId, 'not a station id'),
  bins: binsSchema,
  zone: z.string().default(DEFAULT_ZONE),
  reportingMinutes: z.int().min(1).max(1440).default(DEFAULT_REPORTING_MINUTES),
  households: z.int().min(0).optional(),
  openingHours: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
  collectionTimes: z.array(z.string()).optional(),
});

/** What a station of `--make-stations` has at least, and what is assumed of one that only a token is known of. */
export const TYPICAL_BINS = 'food:240|residual:240|recyclable:240|hazardous:120';

export function typicalStation(id: string): z.infer<typeof townStationSchema> {
  return townStationSchema.parse({ id, bins: TYPICAL_BINS });
}

function readShortBin(text: string): Record<string, unknown> {
  const [stream, litres, depthMm] = text.trim().split(':');
  return { stream, litres: Number(litres), ...(depthMm === undefined ? {} : { depthMm: Number(depthMm) }) };
}

/** `food-1`, `food-2`: as the hub names them. */
function withIds(bins: readonly z.infer<typeof binSchema>[]): Bin[] {
  const taken = new Set(bins.map(({ id }) => id));
  return bins.map(({ id, depthMm, ...bin }) => {
    let number = 1;
    while (id === undefined && taken.has(`${bin.stream}-${number}`)) number += 1;
    const named = id ?? `${bin.stream}-${number}`;
    taken.add(named);
    return { id: named, ...bin, ...(depthMm === undefined ? {} : { depthMm }) };
  });
}
