// The collection plan (收运计划): what is full or will be within a horizon, by urgency or in an order to drive.
import { createRoute, z } from '@hono/zod-openapi';
import { STREAMS } from '../../model/stream.ts';
import type { BinState } from '../../watch/bin-state/bin-state.ts';
import { planCollection, type Stop } from '../../watch/collection-plan/collection-plan.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight } from '../known-station.ts';
import { answer, idSchema } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { iso, isoSchema } from '../time.ts';

const DEFAULT_HOURS = 24;
const MAX_HOURS = 72;
const HOURS_EXPECTED = `whole hours from 1 to ${MAX_HOURS}`;
/** A level is stale after so many reporting periods without another. */
const STALE_PERIODS = 3;

const litresShape = {
  litresNow: z.int().openapi({ description: 'Expected in it now' }),
  litresAtHorizon: z.int().openapi({ description: 'Expected in it at the end of the horizon' }),
};

const stopSchema = z
  .object({
    station: z.string(),
    name: z.string(),
    grid: z.string(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    fullAt: isoSchema.openapi({ description: 'Of the first of its bins; in the past: it is full' }),
    bins: z.array(
      z.object({
        binId: z.string(),
        stream: z.enum(STREAMS),
        level: z.number(),
        levelAt: isoSchema,
        stale: z.boolean().openapi({ description: 'The level is too old to be sure' }),
        fullAt: isoSchema,
        ...litresShape,
      }),
    ),
    ...litresShape,
    urgencyRank: z.int().openapi({ description: '1: the most urgent' }),
    drivingRank: z.int().optional().openapi({ description: 'Absent where the place is not known' }),
    legM: z.int().optional().openapi({ description: 'From the stop driven to before, as the crow flies' }),
  })
  .openapi('CollectionStop');

const planSchema = z
  .object({
    at: isoSchema,
    horizonHours: z.int(),
    fullLevel: z.number(),
    forecast: z
      .literal('last-clean-level-plus-mean-rate')
      .openapi({ description: "How the time of full is told: by the bin's own mean rate" }),
    routing: z
      .literal('nearest-neighbour')
      .openapi({ description: 'From each stop to the nearest that is left: no shortest way, and no roads' }),
    distanceM: z.int().openapi({ description: 'Sum of the legs as the crow flies; roads are longer' }),
    stops: z.array(stopSchema),
    unknownBins: z
      .array(z.object({ station: z.string(), binId: z.string(), stream: z.enum(STREAMS) }))
      .openapi({ description: 'No level is known: they may be full as well' }),
  })
  .openapi('CollectionPlan');

const route = createRoute({
  method: 'get',
  path: '/api/v1/collection-plan',
  operationId: 'getCollectionPlan',
  tags: ['alerts'],
  summary: 'What is full or will be full within the horizon, and what there is to take',
  request: {
    query: z.strictObject({
      horizon: z
        .string()
        .regex(/^[1-9]\d?$/, HOURS_EXPECTED)
        .transform(Number)
        .refine((hours) => hours <= MAX_HOURS, HOURS_EXPECTED)
        .optional()
        .openapi({ type: 'integer', description: `Hours, 1 to ${MAX_HOURS}; ${DEFAULT_HOURS} when absent` }),
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
      stream: z.enum(STREAMS).optional().openapi({ description: 'What the truck takes; absent: all' }),
      order: z.enum(['urgency', 'driving']).optional().openapi({
        description: '`driving`: stops whose place is not known come last. `urgency` when absent',
      }),
    }),
  },
  responses: { 200: answer(planSchema, 'The plan'), default: problemAnswer },
});

export function collectionPlanRoutes(api: Api, context: ApiContext): void {
  const { sources, clock, fullThreshold: fullLevel } = context;
  const { registry, watch } = sources;

  api.openapi(route, async (c) => {
    const { horizon: horizonHours = DEFAULT_HOURS, area, stream, order } = c.req.valid('query');
    const grids = gridsInSight(registry, c.get('sees'), area);
    const inSight = grids && new Set(grids);
    const stations = registry.stations().filter(({ grid }) => !inSight || inSight.has(grid));
    const stateOf = byBin(await watch.binsOf(stations.map(({ id }) => id)));
    const now = clock.now();
    const question = { now, horizonHours, fullLevel, freshPeriods: STALE_PERIODS, stream };
    const { stops, distanceM, unknownBins } = planCollection(stations, stateOf, question);
    if (order === 'driving') stops.sort(byDriving);
    const how = {
      forecast: 'last-clean-level-plus-mean-rate' as const,
      routing: 'nearest-neighbour' as const,
    };
    const frame = { at: iso(now), horizonHours, fullLevel, ...how, distanceM };
    return c.json({ ...frame, stops: stops.map(stopView), unknownBins }, 200);
  });
}

function byBin(states: readonly BinState[]): (station: string, binId: string) => BinState | undefined {
  const bins = new Map(states.map((state) => [`${state.station}/${state.binId}`, state]));
  return (station, binId) => bins.get(`${station}/${binId}`);
}

function byDriving(a: Stop, b: Stop): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.drivingRank ?? last) - (b.drivingRank ?? last) || a.urgencyRank - b.urgencyRank;
}

function stopView(stop: Stop): z.infer<typeof stopSchema> {
  const bins = stop.bins.map((bin) => ({ ...bin, levelAt: iso(bin.levelAt), fullAt: iso(bin.fullAt) }));
  return { ...stop, fullAt: iso(stop.fullAt), bins };
}
