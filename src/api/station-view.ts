// A station as the API shows it: what the registry knows, and what is true now beside it.
import { z } from '@hono/zod-openapi';
import type { BinPresent, StationPresent } from '../model/present.ts';
import type { Bin, Station, StationRevision } from '../model/station.ts';
import { STREAMS } from '../model/stream.ts';
import type { Registry } from '../registry/registry.ts';
import { iso, isoOrAbsent, isoSchema } from './time.ts';

export const PRESENCE_STATES = ['online', 'offline', 'unknown'] as const;

export const levelSchema = z
  .object({
    fillLevel: z.number().openapi({ description: '0 empty .. 1 full' }),
    at: isoSchema,
    receivedAt: isoSchema,
    quality: z
      .int()
      .openapi({ description: '0 unchecked, 1 rejected, 2 probably wrong, 3 suspicious, 4 accepted' }),
    distanceMm: z.number().optional(),
    massKg: z.number().optional(),
    temperatureC: z.number().optional(),
    lidOpen: z.boolean().optional(),
    tiltDeg: z.number().optional(),
  })
  .openapi('BinLevel');

const binSchema = z.object({
  id: z.string(),
  stream: z.enum(STREAMS),
  litres: z.number(),
  depthMm: z.number().optional(),
});

export const areaSchema = z
  .object({ id: z.string(), name: z.string(), parent: z.string().optional(), declared: z.boolean() })
  .openapi('Area');

export const stationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    grid: z.string(),
    areaPath: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .openapi({ description: 'From the root of the area tree down to the grid' }),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    zone: z.string(),
    reportingMinutes: z.number(),
    households: z.number().optional(),
    openingHours: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
    collectionTimes: z.array(z.string()).optional(),
    inServiceFrom: z.string().optional(),
    declared: z.boolean(),
    presence: z.object({
      state: z.enum(PRESENCE_STATES),
      since: isoSchema,
      firmware: z.string().optional(),
      configVersion: z.string().optional(),
    }),
    lastMessageAt: isoSchema.optional(),
    batteryV: z.number().optional(),
    signalDbm: z.number().optional(),
    bins: z.array(binSchema.extend({ level: levelSchema.nullable() })),
  })
  .openapi('Station');
export type StationView = z.infer<typeof stationSchema>;

export const revisionSchema = z
  .object({ validFrom: isoSchema, grid: z.string(), inService: z.boolean(), bins: z.array(binSchema) })
  .openapi('StationRevision');

export function stationView(station: Station, present: StationPresent, registry: Registry): StationView {
  const { id, name, grid, latitude, longitude, zone, reportingMinutes, households } = station;
  const { openingHours, collectionTimes, inServiceFrom, declared } = station;
  const { state, since, firmware, configVersion } = present.presence;
  return {
    ...{ id, name, grid, areaPath: areaPath(grid, registry) },
    ...{ latitude, longitude, zone, reportingMinutes, households },
    ...{ openingHours, collectionTimes, inServiceFrom, declared },
    presence: { state, since: iso(since), firmware, configVersion },
    lastMessageAt: isoOrAbsent(present.lastMessageAt),
    batteryV: present.batteryV,
    signalDbm: present.signalDbm,
    bins: station.bins.map((bin) => ({
      ...binView(bin),
      level: levelView(present.bins.find(({ binId }) => binId === bin.id)),
    })),
  };
}

export function revisionView({ validFrom, grid, inService, bins }: StationRevision) {
  return { validFrom: iso(validFrom), grid, inService, bins: bins.map(binView) };
}

function binView({ id, stream, litres, depthMm }: Bin) {
  return { id, stream, litres, depthMm };
}

function levelView(level: BinPresent | undefined): z.infer<typeof levelSchema> | null {
  if (!level) return null;
  const { fillLevel, at, receivedAt, quality, distanceMm, massKg, temperatureC, lidOpen, tiltDeg } = level;
  const measured = { distanceMm, massKg, temperatureC, lidOpen, tiltDeg };
  return { fillLevel, at: iso(at), receivedAt: iso(receivedAt), quality, ...measured };
}

function areaPath(grid: string, registry: Registry): StationView['areaPath'] {
  return registry
    .pathOf(grid)
    .toReversed()
    .map((id) => ({ id, name: registry.area(id)?.name ?? id }));
}
