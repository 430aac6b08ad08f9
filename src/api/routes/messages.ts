// The last messages of a station with what the door said to each: what a firmware engineer looks at first.
import { createRoute, z } from '@hono/zod-openapi';
import type { RecentMessage } from '../../model/delivery.ts';
import { REJECTION_REASONS } from '../../model/rejection.ts';
import type { Api, ApiContext } from '../context.ts';
import { requireStation } from '../known-station.ts';
import { answer, idParams, noQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { iso, isoOrAbsent, isoSchema } from '../time.ts';

const messageSchema = z
  .object({
    receivedAt: isoSchema,
    type: z.string(),
    bytes: z.int(),
    verdict: z.enum(['accepted', 'duplicate', 'rejected']),
    bootId: z.string().optional(),
    seq: z.int().optional(),
    observedAt: z
      .number()
      .optional()
      .openapi({ description: "The station's clock, as sent: milliseconds since 1970" }),
    at: isoSchema.optional().openapi({ description: 'The assigned time: what statistics use' }),
    timeSource: z.enum(['station', 'age', 'hub']).optional(),
    late: z.boolean().optional(),
    reason: z.enum(REJECTION_REASONS).optional(),
    path: z.string().optional(),
    expected: z.string().optional(),
  })
  .openapi('Message');
export type MessageView = z.infer<typeof messageSchema>;

const route = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/messages',
  operationId: 'listMessages',
  tags: ['delivery'],
  summary: 'The last 100 messages since the hub started, newest first, with verdict and reason',
  request: { params: idParams, query: noQuery },
  responses: {
    200: answer(
      z.object({
        items: z.array(messageSchema),
        total: z.int().openapi({ description: 'How many there were since the hub started' }),
      }),
      'The messages',
    ),
    default: problemAnswer,
  },
});

export function messageRoutes(api: Api, { sources }: ApiContext): void {
  api.openapi(route, (c) => {
    const { id } = requireStation(sources.registry, c.req.valid('param').id);
    const items = sources.delivery.recentMessages(id).map(messageView);
    return c.json({ items, total: sources.delivery.messageCount(id) }, 200);
  });
}

function messageView(message: RecentMessage): MessageView {
  return { ...message, receivedAt: iso(message.receivedAt), at: isoOrAbsent(message.at) };
}
