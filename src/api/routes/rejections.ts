// Refused messages (异常报文) in quarantine, and taking them in after all (重新入库).
import { createRoute, z } from '@hono/zod-openapi';
import { REJECTION_REASONS, REPLAYABLE_REASONS, type Rejection } from '../../model/rejection.ts';
import type { Sight } from '../access/sight.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, DEFAULT_PAGE, idSchema, jsonBody, noQuery, pageOf, pageQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import type { RejectionQuery } from '../sources.ts';
import { iso, isoSchema } from '../time.ts';

const filters = { station: idSchema.optional(), reason: z.enum(REJECTION_REASONS).optional() };

const rejectionSchema = z
  .object({
    id: z.string(),
    station: z.string(),
    topic: z.string(),
    receivedAt: isoSchema,
    reason: z.enum(REJECTION_REASONS),
    replayable: z.boolean().openapi({ description: 'May pass after a registration or a change of settings' }),
    path: z.string().optional(),
    expected: z.string().optional(),
    messageType: z.string().optional(),
    bootId: z.string().optional(),
    seq: z.int().optional(),
    observedAt: z.number().optional(),
    index: z.int().optional().openapi({ description: 'Place of the bin, when a bin alone was refused' }),
    message: z.record(z.string(), z.unknown()).optional().openapi({ description: 'Its declared fields' }),
    digest: z.object({ bytes: z.int(), sha256: z.string(), excerpt: z.string() }).optional(),
  })
  .openapi('Rejection');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/rejections',
  operationId: 'listRejections',
  tags: ['rejections'],
  summary: 'Refused messages, newest first',
  request: { query: z.strictObject({ ...filters, ...pageQuery }) },
  responses: { 200: answer(pageOf(rejectionSchema), 'A page of rejections'), default: problemAnswer },
});

const replaySchema = z
  .object({
    replayed: z.int(),
    failed: z.array(
      z.object({
        id: z.string(),
        reason: z.enum([...REJECTION_REASONS, 'not-found', 'not-replayable']),
        path: z.string().optional(),
        expected: z.string().optional(),
      }),
    ),
  })
  .openapi('ReplayResult');

const replayQuestion = z
  .strictObject({ ids: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional(), ...filters })
  .refine(({ ids, station, reason }) => !ids || (station === undefined && reason === undefined), {
    path: ['ids'],
    error: 'either ids, or station and reason',
  });

const replayRoute = createRoute({
  method: 'post',
  path: '/api/v1/rejections/replay',
  operationId: 'replayRejections',
  tags: ['rejections'],
  summary: 'Takes refused messages in after all, with their original time of arrival',
  description: 'By ids, or all that the filter matches (at most 1,000 a call). Those that fail again stay.',
  request: {
    query: noQuery,
    body: jsonBody(replayQuestion),
  },
  responses: { 200: answer(replaySchema, 'What became of them'), default: problemAnswer },
});

export function rejectionRoutes(api: Api, { sources }: ApiContext): void {
  api.openapi(listRoute, async (c) => {
    const { limit = DEFAULT_PAGE, ...filter } = c.req.valid('query');
    const { items, nextCursor } = await sources.quarantine.list({
      ...filter,
      ...inSight(c.get('sees')),
      limit,
    });
    return c.json({ items: items.map(rejectionView), nextCursor }, 200);
  });

  api.openapi(replayRoute, async (c) => {
    const { ids, ...filter } = c.req.valid('json');
    const which = { ...(ids ? { ids } : filter), ...inSight(c.get('sees')) };
    return c.json(await sources.quarantine.replay(which), 200);
  });
}

/** What came from unknown stations only those see who see the whole town. */
function inSight(sees: Sight): Pick<RejectionQuery, 'sees'> {
  return sees.grids() === undefined ? {} : { sees: (station) => sees.station(station) };
}

function rejectionView({ type: _, message, ...rejection }: Rejection): z.infer<typeof rejectionSchema> {
  return {
    ...rejection,
    receivedAt: iso(rejection.receivedAt),
    replayable: REPLAYABLE_REASONS.has(rejection.reason),
    message: message && withoutHousehold(message),
  };
}

function withoutHousehold({ household: _, ...message }: Record<string, unknown>): Record<string, unknown> {
  return message;
}
