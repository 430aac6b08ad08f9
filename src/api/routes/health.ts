// For machines that watch the hub: whether the process lives, whether it can take messages, and its counters.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute, z } from '@hono/zod-openapi';
import type { WatchCounts } from '../../watch/watch.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, noQuery } from '../parameters.ts';
import { problemAnswer, problemResponse } from '../problem.ts';
import type { HubHealth } from '../sources.ts';

/** Of the watch, for figures that somebody waits for. */
const LONGEST_WAIT_MS = 1_000;

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
    watch: z
      .object({
        position: z.number(),
        behindBytes: z.number(),
        behindSeconds: z.number(),
        entriesJudged: z.number().openapi({ description: 'Since the start' }),
        framesAside: z.number().openapi({ description: 'Could not be judged; since the start' }),
        failing: z.string().optional().openapi({ description: 'Why it does not get on now' }),
      })
      .optional()
      .openapi({ description: 'Bin states, alerts, messages; absent when it is switched off' }),
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
    const { openAlerts, messagesWaiting } = (await watchCounts(sources.watch)) ?? {};
    const values = {
      ...gauges(sources.health.read()),
      hub_registered_stations: sources.registry.stations().length,
      hub_alerts_open: openAlerts,
      hub_notifier_messages_waiting: messagesWaiting,
    };
    return c.text(await metrics.text(values), 200, { 'Content-Type': metrics.contentType });
  });
}

/** Of a watch that is busy, gone or switched off nothing: then the other figures are needed. */
function watchCounts(watch: ApiContext['sources']['watch']): Promise<WatchCounts | undefined> {
  const late = sleep(LONGEST_WAIT_MS, undefined, { ref: false });
  return Promise.race([watch.counts(), late]).catch(() => undefined);
}

function gauges({ canJournal, journal, history, watch, connectedClients }: HubHealth) {
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
    hub_watch_position: watch?.position,
    hub_watch_behind_bytes: watch?.behindBytes,
    hub_watch_behind_seconds: watch?.behindSeconds,
    hub_watch_entries_judged: watch?.entriesJudged,
    hub_watch_frames_aside: watch?.framesAside,
    hub_watch_failing: watch && Number(watch.failing !== undefined),
    hub_connected_clients: connectedClients,
  };
}
