// Who is on duty (AB角): now, at another time, or in a range. People are named; how they are reached is not told here.
import { createRoute, z } from '@hono/zod-openapi';
import { DUTY_ROLES, type OnDuty, type Person } from '../../watch/duty/duty.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight } from '../known-station.ts';
import { answer, idSchema } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoSchema } from '../time.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 31;

const personSchema = z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(DUTY_ROLES)) });

const turnSchema = z
  .object({
    area: z.string().openapi({ description: 'The area that has the post; it holds for all below it' }),
    role: z.enum(DUTY_ROLES),
    shift: z.string().optional().openapi({ description: 'Absent: around the clock' }),
    a: personSchema.openapi({ description: 'The first person (A角)' }),
    b: personSchema.optional().openapi({ description: 'The second person (B角)' }),
    from: isoSchema,
    until: isoSchema,
  })
  .openapi('DutyTurn');

const gapSchema = z
  .object({
    area: z.string(),
    kind: z.enum(['hazard', 'full', 'device', 'reported']).openapi({ description: 'Of which alerts' }),
    from: isoSchema,
    until: isoSchema,
    serviceMinutes: z
      .number()
      .openapi({ description: 'Minutes in which limits run; 0: nobody need be there' }),
  })
  .openapi('DutyGap');

const limitsSchema = z
  .object({
    acknowledgeMinutes: z.number().openapi({ description: 'Not accepted by then: B is asked' }),
    supervisorMinutes: z.number().openapi({ description: 'Not accepted by then: the supervisor is asked' }),
    resolveMinutes: z.number().openapi({ description: 'Not closed by then: overdue' }),
  })
  .openapi('DutyLimits');

const route = createRoute({
  method: 'get',
  path: '/api/v1/duty',
  operationId: 'getDuty',
  tags: ['alerts'],
  summary: 'Who is on duty, by area, role and turn',
  description: `Now, \`at\` a time, or in [\`from\`, \`to\`) of at most ${MAX_DAYS} days.`,
  request: {
    query: z
      .strictObject({
        area: idSchema.optional().openapi({
          description: 'Who answers in this area and everything below it; absent: in all you see',
        }),
        role: z.enum(DUTY_ROLES).optional(),
        at: instantSchema.optional(),
        from: instantSchema.optional(),
        to: instantSchema.optional(),
      })
      .refine(({ from, to }) => (from === undefined) === (to === undefined), {
        path: ['from'],
        error: '`from` and `to` together',
      })
      .refine(({ at, from }) => at === undefined || from === undefined, {
        path: ['at'],
        error: 'either `at`, or `from` and `to`',
      }),
  },
  responses: {
    200: answer(
      z.object({
        items: z.array(turnSchema).openapi({ description: 'The earliest first' }),
        gaps: z.array(gapSchema).openapi({
          description:
            'When nobody would answer in the area itself, or in those at the top; not of a single role',
        }),
        limits: z.object({ notice: limitsSchema, warning: limitsSchema, critical: limitsSchema }).openapi({
          description: 'Minutes of service time since an alert was found; of hazards by the clock',
        }),
      }),
      'Turns, and when nobody is on duty',
    ),
    default: problemAnswer,
  },
});

export function dutyRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, duty } = sources;

  api.openapi(route, (c) => {
    const { area: asked, role, at, from, to } = c.req.valid('query');
    const sees = c.get('sees');
    const area = asked ?? sees.area;
    const areas = gridsInSight(registry, sees, asked) ?? registry.areas().map(({ id }) => id);
    const roles = role === undefined ? DUTY_ROLES : [role];
    const range = rangeOf({ at: at ?? clock.now(), from, to });
    const turns = new Map<string, OnDuty>();
    for (const one of areas) for (const asked of roles) collect(one, asked, range, turns);
    const items = [...turns.values()].sort((a, b) => a.from - b.from).map(turnView);
    const asking =
      area === undefined ? registry.areas().filter(({ parent }) => parent === undefined) : [{ id: area }];
    const gaps = role === undefined ? asking.flatMap(({ id }) => gapsOf(id, range, from === undefined)) : [];
    const { notice, warning, critical } = duty.limits;
    return c.json({ items, gaps, limits: { notice, warning, critical } }, 200);
  });

  /** Of a moment: the gap that it is in, up to its end within a day. */
  function gapsOf(area: string, range: Range, isMoment: boolean): z.infer<typeof gapSchema>[] {
    const to = isMoment ? range.from + DAY_MS : range.to;
    return duty
      .gaps({ grid: area, from: range.from, to })
      .filter((gap) => !isMoment || gap.from === range.from)
      .map(({ from, until, ...gap }) => ({ area, ...gap, from: iso(from), until: iso(until) }));
  }

  /** Of many areas the turn is the same: that of the area above them. */
  function collect(area: string, role: OnDuty['role'], range: Range, turns: Map<string, OnDuty>): void {
    for (const at of duty.changesOf(area, role, range)) {
      const turn = duty.onDuty(area, role, at);
      if (turn) turns.set([turn.area, role, turn.shift, turn.a.id, turn.b?.id, turn.from].join('/'), turn);
    }
  }
}

interface Range {
  from: number;
  to: number;
}

function rangeOf({ at, from = at, to = at + 1 }: { at: number; from?: number; to?: number }): Range {
  if (from >= to)
    throw new Problem('invalid-request', {
      errors: [{ path: 'from', value: iso(from), expected: `a time before \`to\` (${iso(to)})` }],
    });
  if (to - from > MAX_DAYS * DAY_MS)
    throw new Problem('range-too-large', { detail: `At most ${MAX_DAYS} days of duty are listed.` });
  return { from, to };
}

function turnView({ area, role, shift, a, b, from, until }: OnDuty): z.infer<typeof turnSchema> {
  const people = { a: personView(a), b: b && personView(b) };
  return { area, role, shift, ...people, from: iso(from), until: iso(until) };
}

function personView({ id, name, roles }: Person): z.infer<typeof personSchema> {
  return { id, name, roles: [...roles] };
}
