// How the cases of an area were closed (销号率, 按期办结率, 响应时长, 处置时长), also by grid, person, rule and shift.
import { createRoute, z } from '@hono/zod-openapi';
import { CLOSURE_GROUPS, type Closure, closure, closureBy } from '../../statistics/closure.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsOfArea } from '../known-station.ts';
import { answer, idParams } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoSchema } from '../time.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 92;
const DEFAULT_DAYS = 7;

const count = (description: string) => z.int().openapi({ description });

const ratioSchema = z.object({ numerator: z.int(), denominator: z.int(), rate: z.number().nullable() });
const durationSchema = z.object({
  cases: z.int(),
  medianMinutes: z.number().nullable(),
  p90Minutes: z.number().nullable(),
});

const closureShape = {
  closureRate: ratioSchema.openapi({ description: '销号率: closed by the end of the period / due in it' }),
  inTimeRate: ratioSchema.openapi({
    description: '按期办结率: closed by their due time / due in the period; undecided counts as in time',
  }),
  undecided: count('Of those in time, how many are so only because it cannot be decided'),
  responseTime: durationSchema.openapi({
    description: '响应时长: found to accepted, by the clock, of those accepted in the period',
  }),
  handlingTime: durationSchema.openapi({
    description: '处置时长: found to closed, by the clock, of those closed in the period',
  }),
  overdueOpen: count('Due in the period and open at its end'),
  closedWithoutEvidence: count(
    'Due in the period, closed by a person while no sensor showed it; not in the rates',
  ),
  reopened: count('Due in the period, and opened again at least once'),
  postponed: count('Postponed in the period; due when they are due then'),
  void: count('Found to be no case, in the period; never due'),
  superseded: count('Went on as another case, in the period; never due'),
} satisfies Record<keyof Closure, z.ZodType>;

const closureSchema = z.object(closureShape).openapi('Closure');
const groupSchema = z
  .object({
    key: z.string().optional().openapi({ description: 'Absent: nobody, or no shift' }),
    ...closureShape,
  })
  .openapi('GroupClosure');

const route = createRoute({
  method: 'get',
  path: '/api/v1/areas/{id}/closure',
  operationId: 'getAreaClosure',
  tags: ['alerts'],
  summary: 'How cases were closed, and how fast',
  description: `Half-open [from, to) of at most ${MAX_DAYS} days; the last ${DEFAULT_DAYS} days when neither is given. Definitions of this hub, official ones were not found. Quantiles are interpolated.`,
  request: {
    params: idParams,
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      by: z.enum(CLOSURE_GROUPS).optional(),
    }),
  },
  responses: {
    200: answer(
      z.object({
        area: z.string(),
        from: isoSchema,
        to: isoSchema,
        totals: closureSchema,
        groups: z.array(groupSchema).optional(),
      }),
      'Of the area and everything below it',
    ),
    default: problemAnswer,
  },
});

export function closureRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { registry, closure: reader } = sources;

  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { by, ...asked } = c.req.valid('query');
    const grids = gridsOfArea(registry, id);
    const period = periodOf(asked, clock.now());
    const cases = await reader.cases({ grids, ...period });
    const groups = by && closureBy(cases, by, period);
    const view = { area: id, from: iso(period.from), to: iso(period.to), totals: closure(cases, period) };
    return c.json({ ...view, ...(groups && { groups }) }, 200);
  });
}

function periodOf(
  asked: { from?: number | undefined; to?: number | undefined },
  now: number,
): { from: number; to: number } {
  const to = asked.to ?? Math.max(now, asked.from ?? 0) + 1;
  const from = asked.from ?? to - DEFAULT_DAYS * DAY_MS;
  if (from >= to)
    throw new Problem('invalid-request', {
      errors: [{ path: 'from', value: iso(from), expected: `a time before \`to\` (${iso(to)})` }],
    });
  if (to - from > MAX_DAYS * DAY_MS)
    throw new Problem('range-too-large', { detail: `At most ${MAX_DAYS} days are counted at once.` });
  return { from, to };
}
