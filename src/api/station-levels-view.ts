// A station as a row of a list: the level of each bin as the watch understands it, beside what the sensor measured.
import { z } from '@hono/zod-openapi';
import type { BinPresent, StationPresent } from '../model/present.ts';
import type { Bin, Station } from '../model/station.ts';
import { STREAMS, type Stream } from '../model/stream.ts';
import type { BinState } from '../watch/bin-state/bin-state.ts';
import { PRESENCE_STATES } from './station-view.ts';
import { iso, isoOrAbsent, isoSchema } from './time.ts';

const binLevelsSchema = z.object({
  id: z.string(),
  stream: z.enum(STREAMS),
  litres: z.number(),
  level: z.number().optional().openapi({
    description: '0 empty .. 1 full: the clean level; what was measured until there is one; absent: unknown',
  }),
  at: isoSchema.optional().openapi({ description: 'Of the newest reading' }),
  quality: z.int().optional().openapi({
    description: 'Of the newest reading: 1 rejected, 2 probably wrong, 3 suspicious, 4 accepted',
  }),
  emptiedAt: isoSchema.optional(),
  levelBeforeEmptying: z.number().optional(),
  ratePerHour: z.number().optional().openapi({ description: 'Own mean over the long run, level per hour' }),
  fullAt: isoSchema.optional().openapi({
    description: 'Told by that rate; in the past when no level has come since. Absent: unknown, or full',
  }),
});

export const stationLevelsSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    grid: z.string(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    zone: z.string(),
    state: z.enum(PRESENCE_STATES),
    since: isoSchema.openapi({ description: 'Of the state' }),
    bins: z.array(binLevelsSchema),
  })
  .openapi('StationLevels');
export type StationLevels = z.infer<typeof stationLevelsSchema>;

/** What is true now of the station. */
export interface LevelSources {
  /** Only bins of this stream. */
  stream: Stream | undefined;
  present: StationPresent;
  stateOf(binId: string): BinState | undefined;
  fullAtOf(state: BinState): number | undefined;
}

export function stationLevelsView(station: Station, from: LevelSources): StationLevels {
  const { id, name, grid, latitude, longitude, zone, bins } = station;
  const { stream, present, stateOf, fullAtOf } = from;
  const shown = stream === undefined ? bins : bins.filter((bin) => bin.stream === stream);
  return {
    ...{ id, name, grid, latitude, longitude, zone },
    ...{ state: present.presence.state, since: iso(present.presence.since) },
    bins: shown.map((bin) => {
      const measured = present.bins.find(({ binId }) => binId === bin.id);
      const state = stateOf(bin.id);
      return { ...measuredView(bin, measured, state), ...(state && watchedView(state, fullAtOf(state))) };
    }),
  };
}

function measuredView(
  { id, stream, litres }: Bin,
  measured: BinPresent | undefined,
  state: BinState | undefined,
): StationLevels['bins'][number] {
  const level = state?.cleanLevel ?? (measured?.quality === 1 ? undefined : measured?.fillLevel);
  const quality = state?.newest?.quality ?? measured?.quality;
  return { id, stream, litres, level, at: isoOrAbsent(measured?.at), quality };
}

function watchedView({ lastEmptied, meanRatePerHour }: BinState, fullAt: number | undefined) {
  return {
    emptiedAt: isoOrAbsent(lastEmptied?.at),
    levelBeforeEmptying: lastEmptied?.levelBefore,
    ratePerHour: meanRatePerHour,
    fullAt: isoOrAbsent(fullAt),
  };
}
