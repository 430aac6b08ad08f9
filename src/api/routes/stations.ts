// Stations: what the registry knows and what is true now.
import { createRoute, z } from '@hono/zod-openapi';
import { isId } from '../../model/id.ts';
import type { RegisteredStation } from '../../registry/registry.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight, requireStation } from '../known-station.ts';
import { answer, DEFAULT_PAGE, idParams, idSchema, noQuery, pageOf, pageQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import {
  PRESENCE_STATES,
  revisionSchema,
  revisionView,
  stationSchema,
  stationView,
} from '../station-view.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/stations',
  operationId: 'listStations',
  tags: ['stations'],
  summary: 'Stations with their bins, levels and presence, in order of id',
  request: {
    query: z.strictObject({
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
      state: z.enum(PRESENCE_STATES).optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: answer(pageOf(stationSchema), 'A page of stations'), default: problemAnswer },
});

const oneRoute = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}',
  operationId: 'getStation',
  tags: ['stations'],
  summary: 'One station, and what it was before',
  request: { params: idParams, query: noQuery },
  responses: {
    200: answer(stationSchema.extend({ revisions: z.array(revisionSchema) }), 'The station'),
    default: problemAnswer,
  },
});

export function stationRoutes(api: Api, { sources }: ApiContext): void {
  const { registry, present } = sources;
  const view = (station: RegisteredStation) => stationView(station, present.of(station.id), registry);

  api.openapi(listRoute, (c) => {
    const { area, state, limit = DEFAULT_PAGE, cursor } = c.req.valid('query');
    const grids = gridsInSight(registry, c.get('sees'), area);
    const inSight = grids && new Set(grids);
    const matching = stationsAfter(cursor).filter(
      ({ id, grid }) =>
        (!inSight || inSight.has(grid)) && (state === undefined || present.of(id).presence.state === state),
    );
    const page = matching.slice(0, limit);
    const nextCursor = matching.length > limit ? page.at(-1)?.id : undefined;
    return c.json({ items: page.map(view), nextCursor }, 200);
  });

  api.openapi(oneRoute, (c) => {
    const station = requireStation(registry, c.req.valid('param').id);
    const revisions = registry.revisions(station.id).map(revisionView);
    return c.json({ ...view(station), revisions }, 200);
  });

  /** The cursor is the id of the last station of the page before; it may be gone by now. */
  function stationsAfter(cursor: string | undefined): readonly RegisteredStation[] {
    if (cursor === undefined) return registry.stations();
    if (!isId(cursor))
      throw new Problem('invalid-cursor', { detail: 'Give back the nextCursor of the page before.' });
    return registry.stations().filter(({ id }) => id > cursor);
  }
}
