// What lists and maps of stations show: where each is, whether it is online, and of every bin how full it is, when it
// was emptied and when it will be full. Small rows: a town of thousands fits a few pages.
import { createRoute, z } from '@hono/zod-openapi';
import { STREAMS } from '../../model/stream.ts';
import type { RegisteredStation } from '../../registry/registry.ts';
import type { BinState } from '../../watch/bin-state/bin-state.ts';
import { expectedFullAt } from '../../watch/bin-state/expected-full.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight } from '../known-station.ts';
import { answer, DEFAULT_PAGE, idSchema, pageOf, pageQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { type StationLevels, stationLevelsSchema, stationLevelsView } from '../station-levels-view.ts';

/** The watch is asked of so many at once: between two answers the hub takes messages. */
const STATIONS_AT_ONCE = 100;

const route = createRoute({
  method: 'get',
  path: '/api/v1/station-levels',
  operationId: 'listStationLevels',
  tags: ['stations'],
  summary: 'Stations with the levels of their bins, when they were emptied and when they will be full',
  description: 'In order of id. For what else is known of a station ask for it alone.',
  request: {
    query: z.strictObject({
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
      station: idSchema.optional().openapi({ description: 'Only this one' }),
      stream: z.enum(STREAMS).optional().openapi({ description: 'Only bins of this stream' }),
      ...pageQuery,
    }),
  },
  responses: { 200: answer(pageOf(stationLevelsSchema), 'A page of stations'), default: problemAnswer },
});

export function stationLevelRoutes(api: Api, { sources, fullThreshold }: ApiContext): void {
  const { registry, present, watch } = sources;

  api.openapi(route, async (c) => {
    const { area, station, stream, limit = DEFAULT_PAGE, cursor } = c.req.valid('query');
    const grids = gridsInSight(registry, c.get('sees'), area);
    const inSight = grids && new Set(grids);
    const matching = registry
      .stations()
      .filter(
        ({ id, grid, bins }) =>
          (cursor === undefined || id > cursor) &&
          (!inSight || inSight.has(grid)) &&
          (station === undefined || id === station) &&
          (stream === undefined || bins.some((bin) => bin.stream === stream)),
      );
    const page = matching.slice(0, limit);
    const nextCursor = matching.length > limit ? page.at(-1)?.id : undefined;
    const items: StationLevels[] = [];
    for (let from = 0; from < page.length; from += STATIONS_AT_ONCE)
      items.push(...(await levelsOf(page.slice(from, from + STATIONS_AT_ONCE), stream)));
    return c.json({ items, nextCursor }, 200);
  });

  async function levelsOf(
    stations: readonly RegisteredStation[],
    stream: BinState['stream'] | undefined,
  ): Promise<StationLevels[]> {
    const states = await watch.binsOf(stations.map(({ id }) => id));
    const watched = new Map(states.map((state) => [`${state.station}/${state.binId}`, state]));
    return stations.map((station) =>
      stationLevelsView(station, {
        stream,
        present: present.of(station.id),
        stateOf: (bin) => watched.get(`${station.id}/${bin}`),
        fullAtOf: (state) => expectedFullAt(state, fullThreshold),
      }),
    );
  }
}
