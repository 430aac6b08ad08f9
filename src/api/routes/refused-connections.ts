// Who tried to connect and was not let in: kiosks that are not registered yet, or hold a wrong token.
import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ApiContext } from '../context.ts';
import { answer, noQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { iso, isoSchema } from '../time.ts';

const refusedSchema = z
  .object({
    user: z.string(),
    address: z.string(),
    reason: z.string(),
    count: z.int(),
    firstAt: isoSchema,
    lastAt: isoSchema,
  })
  .openapi('RefusedConnection');

const route = createRoute({
  method: 'get',
  path: '/api/v1/refused-connections',
  operationId: 'listRefusedConnections',
  tags: ['delivery'],
  summary: 'The last refused CONNECTs, by user, address and reason',
  request: { query: noQuery },
  responses: {
    200: answer(z.object({ items: z.array(refusedSchema) }), 'The connections'),
    default: problemAnswer,
  },
});

export function refusedConnectionRoutes(api: Api, { sources }: ApiContext): void {
  api.openapi(route, (c) => {
    const sees = c.get('sees');
    // The user of a station is its id; of strangers only those hear who see the whole town.
    const items = sources.refusedConnections
      .list()
      .filter(({ user }) => sees.station(user))
      .map((refused) => ({ ...refused, firstAt: iso(refused.firstAt), lastAt: iso(refused.lastAt) }));
    return c.json({ items }, 200);
  });
}
