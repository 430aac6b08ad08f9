// Statistics of a station, and of an area with everything below it.
import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ApiContext } from '../context.ts';
import { requirePastStation } from '../known-station.ts';
import { answer, idParams } from '../parameters.ts';
import { notFound, problemAnswer } from '../problem.ts';
import { answerStatistics, STATISTICS_RULES, statisticsQuery, statisticsSchema } from '../statistics-view.ts';

const stationRoute = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/statistics',
  operationId: 'getStationStatistics',
  tags: ['statistics'],
  summary: 'Deposits, weight and share by stream, sorting accuracy, levels by bin',
  description: STATISTICS_RULES,
  request: { params: idParams, query: statisticsQuery },
  responses: {
    200: answer(statisticsSchema.extend({ station: z.string() }), 'The statistics of the station'),
    default: problemAnswer,
  },
});

const areaRoute = createRoute({
  method: 'get',
  path: '/api/v1/areas/{id}/statistics',
  operationId: 'getAreaStatistics',
  tags: ['statistics'],
  summary: 'The same of an area and everything below it, levels by stream',
  description: STATISTICS_RULES,
  request: { params: idParams, query: statisticsQuery },
  responses: {
    200: answer(statisticsSchema.extend({ area: z.string() }), 'The statistics of the area'),
    default: problemAnswer,
  },
});

export function statisticsRoutes(api: Api, context: ApiContext): void {
  const { registry } = context.sources;
  const defaultZone = context.stationDefaults.zone;

  api.openapi(stationRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { zone } = requirePastStation(registry, id);
    const statistics = await answerStatistics(
      context,
      { scope: { station: id }, zone },
      c.req.valid('query'),
    );
    return c.json({ station: id, ...statistics }, 200);
  });

  api.openapi(areaRoute, async (c) => {
    const { id } = c.req.valid('param');
    if (!registry.area(id)) throw notFound(`No area "${id}" is registered.`);
    const scope = { grids: registry.gridsBelow(id) };
    const statistics = await answerStatistics(context, { scope, zone: defaultZone }, c.req.valid('query'));
    return c.json({ area: id, ...statistics }, 200);
  });
}
