// Silences (免打扰): what people are not told of, why, and until when. Alerts go on being raised and listed.
import { createRoute, z } from '@hono/zod-openapi';
import { STREAMS } from '../../model/stream.ts';
import { timeOfDaySchema, zoneSchema } from '../../registry/station-schema.ts';
import type { Silence } from '../../watch/alerts/silence.ts';
import { actorOf } from '../access/actor.ts';
import { silenceInSight } from '../access/silence-sight.ts';
import { ALERT_RULES } from '../alert-view.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight, requireStationInSight } from '../known-station.ts';
import { answer, bySchema, idSchema, jsonBody, noQuery, noteSchema } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoOrAbsent, isoSchema } from '../time.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

const scopeSchema = z
  .strictObject({
    rule: z.enum(ALERT_RULES).optional(),
    area: idSchema.optional().openapi({ description: 'The area and everything below it' }),
    station: idSchema.optional(),
    stream: z.enum(STREAMS).optional(),
  })
  .refine((scope) => Object.values(scope).some((part) => part !== undefined), 'at least one of them')
  .openapi({ description: 'All that is given must fit' });

const weeklySchema = z
  .strictObject({
    days: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .openapi({ description: '1 Monday .. 7 Sunday: the day on which they begin' }),
    from: timeOfDaySchema,
    to: timeOfDaySchema.describe('Not after `from`: on the next day'),
    zone: zoneSchema,
  })
  .openapi({ description: 'Hours that return each week' });

const silenceSchema = z
  .object({
    id: z.string(),
    scope: scopeSchema,
    reason: z.string(),
    by: z.string(),
    at: isoSchema,
    from: isoSchema.optional(),
    until: isoSchema.optional(),
    weekly: weeklySchema.optional(),
    ended: z.object({ at: isoSchema, by: z.string() }).optional(),
  })
  .openapi('Silence');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/silences',
  operationId: 'listSilences',
  tags: ['alerts'],
  summary: 'Silences that hold or will hold, and those that ended in the last 30 days',
  request: { query: noQuery },
  responses: {
    200: answer(z.object({ items: z.array(silenceSchema) }), 'The silences'),
    default: problemAnswer,
  },
});

const inputSchema = z
  .strictObject({
    by: bySchema,
    scope: scopeSchema,
    reason: noteSchema,
    from: instantSchema.optional().openapi({ description: 'Absent: at once' }),
    until: instantSchema.optional(),
    weekly: weeklySchema.optional(),
  })
  .refine(({ until, weekly }) => until !== undefined || weekly !== undefined, {
    path: ['until'],
    error: 'an end, or a weekly schedule: nothing is silent for ever',
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    path: ['until'],
    error: 'a time after `from`',
  });

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/silences',
  operationId: 'addSilence',
  tags: ['alerts'],
  summary: 'Keeps alerts of a scope quiet, with a reason and an end or a weekly schedule',
  request: { query: noQuery, body: jsonBody(inputSchema) },
  responses: { 201: answer(silenceSchema, 'The silence'), default: problemAnswer },
});

const endRoute = createRoute({
  method: 'post',
  path: '/api/v1/silences/{id}/end',
  operationId: 'endSilence',
  tags: ['alerts'],
  summary: 'Ends a silence before its time',
  request: {
    params: z.object({
      id: z
        .string()
        .regex(/^[\w-]{1,64}$/)
        .openapi({ param: { name: 'id', in: 'path' } }),
    }),
    query: noQuery,
    body: jsonBody(z.strictObject({ by: bySchema })),
  },
  responses: { 200: answer(silenceSchema, 'The silence as it ended'), default: problemAnswer },
});

export function silenceRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, watch } = sources;

  api.openapi(listRoute, async (c) => {
    const sees = c.get('sees');
    const silences = await watch.silences();
    return c.json({ items: silences.filter((one) => silenceInSight(one, sees)).map(silenceView) }, 200);
  });

  api.openapi(addRoute, async (c) => {
    const { by, ...silence } = c.req.valid('json');
    const { station, area } = silence.scope;
    const sees = c.get('sees');
    if (station !== undefined) requireStationInSight(registry, sees, station);
    if (area !== undefined) gridsInSight(registry, sees, area);
    if (!silenceInSight(silence, sees)) throw withoutPlace();
    requireBounds(silence.until, clock.now());
    return c.json(silenceView(await watch.addSilence(silence, actorOf(c, by))), 201);
  });

  api.openapi(endRoute, async (c) => {
    const ended = await watch.endSilence(c.req.valid('param').id, actorOf(c, c.req.valid('json').by));
    return c.json(silenceView(ended), 200);
  });
}

function withoutPlace(): Problem {
  const expected = 'an area or a station: you do not see the whole town';
  return new Problem('invalid-body', { errors: [{ path: 'scope.area', expected }] });
}

/** What is forgotten must not be silent for years. */
function requireBounds(until: number | undefined, now: number): void {
  if (until === undefined) return;
  if (until <= now) throw new Problem('not-in-future', { detail: `The silence would end at ${iso(until)}.` });
  if (until > now + MAX_DAYS * DAY_MS)
    throw new Problem('range-too-large', { detail: `A silence may last ${MAX_DAYS} days.` });
}

function silenceView(silence: Silence): z.infer<typeof silenceSchema> {
  const { id, scope, reason, by, at, from, until, weekly, ended } = silence;
  return {
    ...{ id, scope, reason, by, at: iso(at), from: isoOrAbsent(from), until: isoOrAbsent(until) },
    weekly: weekly && { ...weekly, days: [...weekly.days] },
    ended: ended && { ...ended, at: iso(ended.at) },
  };
}
