// Alerts (告警): what is open, what was closed lately, what happened to each; and what people report themselves.
import { createRoute, z } from '@hono/zod-openapi';
import { SEVERITIES } from '../../model/alert-event.ts';
import { STREAMS } from '../../model/stream.ts';
import { REPORT_KINDS } from '../../watch/alerts/alert.ts';
import { actorOf } from '../access/actor.ts';
import { ALERT_RULES, alertEventSchema, alertEventView, alertSchema, alertView } from '../alert-view.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight, requireStationInSight, unknownAlert } from '../known-station.ts';
import {
  answer,
  bySchema,
  DEFAULT_PAGE,
  idSchema,
  jsonBody,
  noQuery,
  noteSchema,
  pageOf,
  pageQuery,
} from '../parameters.ts';
import { findPastAlert, type ToldAlert } from '../past-alert.ts';
import { problemAnswer } from '../problem.ts';
import { instantSchema } from '../time.ts';

/** As watch makes them: rule, station, bin or stream, time. */
const ALERT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){1,4}$/;

export const alertParams = z.object({
  id: z
    .string()
    .max(160)
    .regex(ALERT_ID)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'bin-full.tushan-003.food.mhw3k0zc' }),
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  operationId: 'listAlerts',
  tags: ['alerts'],
  summary: 'Alerts, the newest first; closed ones for some days',
  request: {
    query: z.strictObject({
      state: z
        .enum(['open', 'pending', 'firing', 'resolved'])
        .optional()
        .openapi({ description: '`open`: not resolved, and done waiting for its hold. Absent: all' }),
      rule: z.enum(ALERT_RULES).optional(),
      severity: z.enum(SEVERITIES).optional(),
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
      station: idSchema.optional(),
      stream: z.enum(STREAMS).optional(),
      since: instantSchema.optional().openapi({ description: 'Only those that began then or later' }),
      ...pageQuery,
    }),
  },
  responses: { 200: answer(pageOf(alertSchema), 'A page of alerts'), default: problemAnswer },
});

const oneRoute = createRoute({
  method: 'get',
  path: '/api/v1/alerts/{id}',
  operationId: 'getAlert',
  tags: ['alerts'],
  summary: 'One alert and all that happened to it, oldest first',
  description:
    'Of one that was closed more than 7 days ago the history is asked, which keeps events as long as `history.retentionDays.event` says.',
  request: { params: alertParams, query: noQuery },
  responses: {
    200: answer(alertSchema.extend({ events: z.array(alertEventSchema) }), 'The alert'),
    default: problemAnswer,
  },
});

const reportRoute = createRoute({
  method: 'post',
  path: '/api/v1/alerts',
  operationId: 'reportAlert',
  tags: ['alerts'],
  summary: 'A person reports what no sensor sees',
  description: 'What is open already is told once more: the answer is then that alert.',
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        by: bySchema,
        station: idSchema,
        binId: idSchema.optional(),
        kind: z.enum(REPORT_KINDS),
        place: noteSchema.max(80).optional().openapi({ description: 'Where exactly' }),
        note: noteSchema.optional(),
      }),
    ),
  },
  responses: { 201: answer(alertSchema, 'The alert'), default: problemAnswer },
});

export function alertRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, watch, history } = sources;

  api.openapi(listRoute, async (c) => {
    const { area, limit = DEFAULT_PAGE, ...filter } = c.req.valid('query');
    const grids = gridsInSight(registry, c.get('sees'), area);
    const { items, nextCursor } = await watch.alerts({ ...filter, ...(grids && { grids }), limit });
    return c.json({ items: items.map(alertView), nextCursor }, 200);
  });

  api.openapi(oneRoute, async (c) => {
    const { id } = c.req.valid('param');
    const told = (await watchedAlert(id)) ?? (await findPastAlert(history, id, clock.now()));
    if (!told || !c.get('sees').grid(told.alert.grid)) throw unknownAlert(id);
    return c.json({ ...alertView(told.alert), events: told.events.map(alertEventView) }, 200);
  });

  async function watchedAlert(id: string): Promise<ToldAlert | undefined> {
    const [alert, events] = await Promise.all([watch.alert(id), watch.eventsOf(id)]);
    return alert && { alert, events };
  }

  api.openapi(reportRoute, async (c) => {
    const { by, ...report } = c.req.valid('json');
    requireStationInSight(registry, c.get('sees'), report.station);
    return c.json(alertView(await watch.report(report, actorOf(c, by))), 201);
  });
}
