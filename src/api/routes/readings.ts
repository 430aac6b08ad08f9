// Readings of a station one by one, page after page: deposits and fill levels. Households are not shown.
import { createRoute, z } from '@hono/zod-openapi';
import type { DropOffRow, FillLevelRow, ReadingQuery } from '../../history/history.ts';
import { RECOGNISED_STREAMS, STREAMS } from '../../model/stream.ts';
import type { Api, ApiContext } from '../context.ts';
import { requirePastStation } from '../known-station.ts';
import { answer, DEFAULT_PAGE, idParams, idSchema, pageOf, pageQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { levelSchema } from '../station-view.ts';
import { instantSchema, iso, isoSchema } from '../time.ts';

const DAY_MS = 86_400_000;
/** So far ahead a station's clock may be, and its readings with it. */
const CLOCK_AHEAD_MS = 300_000;

const query = z.strictObject({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  binId: idSchema.optional(),
  ...pageQuery,
});
const DESCRIPTION = 'Oldest first, half-open [from, to); the last 24 hours when neither is given.';

const identityShape = {
  binId: z.string(),
  stream: z.enum(STREAMS),
  grid: z.string().openapi({ description: 'Where the station stood then' }),
  at: isoSchema,
  receivedAt: isoSchema,
  timeSource: z.enum(['station', 'age', 'hub']).openapi({ description: 'Which clock dated it' }),
  bootId: z.string(),
  seq: z.int(),
};

const dropOffSchema = z
  .object({
    ...identityShape,
    weightKg: z.number().nullable(),
    recognisedStream: z.enum(RECOGNISED_STREAMS).optional(),
    confidence: z.number().optional(),
    label: z.string().optional(),
    evidenceId: z.string().optional(),
  })
  .openapi('DropOff');

const fillLevelSchema = z
  .object({ ...levelSchema.shape, ...identityShape, index: z.int() })
  .openapi('FillLevel');
export type FillLevelView = z.infer<typeof fillLevelSchema>;

const dropOffsRoute = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/drop-offs',
  operationId: 'listDropOffs',
  tags: ['readings'],
  summary: 'Deposits of a station',
  description: DESCRIPTION,
  request: { params: idParams, query },
  responses: { 200: answer(pageOf(dropOffSchema), 'A page of deposits'), default: problemAnswer },
});

const fillLevelsRoute = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/fill-levels',
  operationId: 'listFillLevels',
  tags: ['readings'],
  summary: 'Levels of the bins of a station',
  description: DESCRIPTION,
  request: { params: idParams, query },
  responses: { 200: answer(pageOf(fillLevelSchema), 'A page of levels'), default: problemAnswer },
});

export function readingRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, history } = sources;

  api.openapi(dropOffsRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { items, nextCursor } = await history.dropOffs(question(id, c.req.valid('query')));
    return c.json({ items: items.map(dropOffView), nextCursor }, 200);
  });

  api.openapi(fillLevelsRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { items, nextCursor } = await history.fillLevels(question(id, c.req.valid('query')));
    return c.json({ items: items.map(fillLevelView), nextCursor }, 200);
  });

  function question(station: string, asked: z.infer<typeof query>): ReadingQuery {
    requirePastStation(registry, station);
    const to = asked.to ?? Math.max(clock.now(), asked.from ?? 0) + CLOCK_AHEAD_MS;
    const from = asked.from ?? to - DAY_MS - CLOCK_AHEAD_MS;
    if (from >= to)
      throw new Problem('invalid-request', {
        errors: [{ path: 'from', value: iso(from), expected: `a time before \`to\` (${iso(to)})` }],
      });
    const { binId, cursor, limit = DEFAULT_PAGE } = asked;
    return { station, from, to, limit, ...(binId && { binId }), ...(cursor && { cursor }) };
  }
}

function dropOffView({ household: _, ...row }: DropOffRow): z.infer<typeof dropOffSchema> {
  return { ...row, at: iso(row.at), receivedAt: iso(row.receivedAt) };
}

function fillLevelView(row: FillLevelRow): FillLevelView {
  return { ...row, at: iso(row.at), receivedAt: iso(row.receivedAt) };
}
