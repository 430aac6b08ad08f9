// The tree of areas (网格): reading it, and adding to it.
import { createRoute, z } from '@hono/zod-openapi';
import { areaSchema as areaInputSchema } from '../../registry/station-schema.ts';
import { changesInSight } from '../access/changes-in-sight.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, jsonBody, noQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { areaSchema } from '../station-view.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/areas',
  operationId: 'listAreas',
  tags: ['areas'],
  summary: 'The areas that you see, parents before children',
  request: { query: noQuery },
  responses: { 200: answer(z.object({ items: z.array(areaSchema) }), 'The areas'), default: problemAnswer },
});

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/areas',
  operationId: 'addArea',
  tags: ['administration'],
  summary: 'Adds an area below another, or a root',
  request: { query: noQuery, body: jsonBody(areaInputSchema) },
  responses: { 201: answer(areaSchema, 'The area'), default: problemAnswer },
});

export function areaRoutes(api: Api, { sources }: ApiContext): void {
  const { registry } = sources;

  api.openapi(listRoute, (c) => {
    const sees = c.get('sees');
    return c.json({ items: registry.areas().filter(({ id }) => sees.grid(id)) }, 200);
  });

  api.openapi(addRoute, async (c) => {
    const area = c.req.valid('json');
    await changesInSight(registry, c.get('sees')).addAreas([area]);
    return c.json({ ...area, declared: false }, 201);
  });
}
