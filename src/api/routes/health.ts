// For machines that watch the hub: whether the process lives, whether it can take messages, and its counters.
import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ApiContext } from '../context.ts';
import { answer, noQuery } from '../parameters.ts';
import { problemAnswer, problemResponse } from '../problem.ts';
import type { HubHealth } from '../sources.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags: ['operation'],
  summary: 'Whether the process lives',
  request: { query: noQuery },
  responses: { 200: answer(z.object({ status: z.literal('ok') }), 'It does'), default: problemAnswer },
});

const readinessSchema = z
  .object({
    ready: z.boolean(),
    version: z.string().optional(),
    reason: z.string().optional().openapi({ description: 'Why nothing can be acknowledged' }),
    journal: z
      .object({
        bytes: z.number(),
        maxBytes: z.number(),
        freeBytes: z.number().openapi({ description: 'Of the disk' }),
        committed: z.number().openapi({ description: 'Position of its end' }),
        daysLeft: z
          .number()
          .optional()
          .openapi({ description: 'At the present rate, while history stands still' }),
      })
      .optional(),
    history: z
      .object({
        kind: z.string(),
        position: z.number(),
        behindBytes: z.number(),
        behindSeconds: z.number(),
        failing: z.string().optional().openapi({ description: 'Why it cannot be written now' }),
      })
      .optional(),
    connectedClients: z.int().optional(),
  })
  .openapi('Readiness');

const readinessRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags: ['operation'],
  summary: 'Whether messages are taken; 503 only when the hub cannot journal',
  description: 'Without the token, where one is needed, only whether.',
  request: { query: noQuery },
  responses: { 200: answer(readinessSchema, 'Messages are taken'), default: problemAnswer },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['operation'],
  summary: 'Counters and gauges as Prometheus text',
  request: { query: noQuery },
  responses: {
    200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } },
    default: problemAnswer,
  },
});

export function healthRoutes(api: Api, { sources, metrics, version }: ApiContext): void {
  api.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200));

  api.openapi(readinessRoute, (c) => {
    const { canJournal: ready, ...details } = sources.health.read();
    const body = { ready, ...(c.get('trusted') && { version, ...details }) };
    if (ready) return c.json(body, 200);
    return problemResponse(c, 'not-ready', { extensions: body, headers: { 'Retry-After': '10' } }) as never;
  });

  api.openapi(metricsRoute, async (c) => {
    const text = await metrics.text(gauges(sources.health.read(), sources.registry.stations().length));
    return c.text(text, 200, { 'Content-Type': metrics.contentType });
  });
}

function gauges({ canJournal, journal, history, connectedClients }: HubHealth, stations: number) {
  return {
    hub_journal_writable: Number(canJournal),
    hub_journal_bytes: journal.bytes,
    hub_journal_max_bytes: journal.maxBytes,
    hub_journal_position: journal.committed,
    hub_disk_free_bytes: journal.freeBytes,
    hub_journal_days_left: journal.daysLeft,
    hub_history_position: history.position,
    hub_history_behind_bytes: history.behindBytes,
    hub_history_behind_seconds: history.behindSeconds,
    hub_history_failing: Number(history.failing !== undefined),
    hub_connected_clients: connectedClients,
    hub_registered_stations: stations,
  };
}
