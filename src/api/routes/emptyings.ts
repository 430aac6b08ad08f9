// Emptyings (清运) of a station's bins, as the hub concluded them from messages, the crew's word and levels.
import { createRoute, z } from '@hono/zod-openapi';
import type { EmptyingRow } from '../../history/history.ts';
import { STREAMS } from '../../model/stream.ts';
import type { Api, ApiContext } from '../context.ts';
import { requirePastStation } from '../known-station.ts';
import { answer, DEFAULT_PAGE, idParams, idSchema, pageOf, pageQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoSchema } from '../time.ts';

const DAY_MS = 86_400_000;
/** A bin is emptied once or twice a day: the last week fits a page. */
const DEFAULT_DAYS = 7;

const emptyingSchema = z
  .object({
    id: z.string(),
    binId: z.string(),
    stream: z.enum(STREAMS),
    grid: z.string().openapi({ description: 'Where the station stood then' }),
    at: isoSchema,
    source: z
      .enum(['message', 'crew', 'sensor'])
      .openapi({ description: "Who dated it: the station's message, the crew, or the first low level" }),
    detectedAt: isoSchema.openapi({ description: 'When the level had confirmed it' }),
    levelBefore: z.number(),
    levelAfter: z.number(),
    operator: z.string().optional(),
  })
  .openapi('Emptying');
export type EmptyingView = z.infer<typeof emptyingSchema>;

const route = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/emptyings',
  operationId: 'listEmptyings',
  tags: ['readings'],
  summary: 'Emptyings of the bins of a station',
  description: `Oldest first, half-open [from, to); the last ${DEFAULT_DAYS} days when neither is given.`,
  request: {
    params: idParams,
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      binId: idSchema.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: answer(pageOf(emptyingSchema), 'A page of emptyings'), default: problemAnswer },
});

export function emptyingRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, history } = sources;

  api.openapi(route, async (c) => {
    const { id } = requirePastStation(registry, c.req.valid('param').id);
    const asked = c.req.valid('query');
    const to = asked.to ?? Math.max(clock.now(), asked.from ?? 0) + 1;
    const from = asked.from ?? to - DEFAULT_DAYS * DAY_MS;
    if (from >= to)
      throw new Problem('invalid-request', {
        errors: [{ path: 'from', value: iso(from), expected: `a time before \`to\` (${iso(to)})` }],
      });
    const { binId, cursor, limit = DEFAULT_PAGE } = asked;
    const filter = { ...(binId && { binId }), ...(cursor && { cursor }) };
    const { items, nextCursor } = await history.emptyings({ station: id, from, to, limit, ...filter });
    return c.json({ items: items.map(emptyingView), nextCursor }, 200);
  });
}

function emptyingView({ station: _, ...row }: EmptyingRow): EmptyingView {
  return { ...row, at: iso(row.at), detectedAt: iso(row.detectedAt) };
}
