// Advisories (全域预警) that are open now: which areas are warned of what, and where there is room instead.
import { createRoute, z } from '@hono/zod-openapi';
import { advisorySchema, advisoryView } from '../advisory-view.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight } from '../known-station.ts';
import { answer, idSchema } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';

const route = createRoute({
  method: 'get',
  path: '/api/v1/advisories',
  operationId: 'listAdvisories',
  tags: ['alerts'],
  summary: 'Open advisories, the newest first',
  request: {
    query: z.strictObject({
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
    }),
  },
  responses: {
    200: answer(z.object({ items: z.array(advisorySchema) }), 'The advisories'),
    default: problemAnswer,
  },
});

export function advisoryRoutes(api: Api, { sources }: ApiContext): void {
  const { registry, watch } = sources;

  api.openapi(route, async (c) => {
    const { area } = c.req.valid('query');
    const grids = gridsInSight(registry, c.get('sees'), area);
    const inSight = grids && new Set(grids);
    const open = await watch.advisories();
    const items = open.filter(({ grid }) => !inSight || inSight.has(grid)).map(advisoryView);
    return c.json({ items }, 200);
  });
}
