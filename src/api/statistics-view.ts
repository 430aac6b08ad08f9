// The answer of a statistics question, and how one is asked of the history: shared by stations and areas.
import { z } from '@hono/zod-openapi';
import type { StatisticsScope } from '../history/history.ts';
import { STREAMS } from '../model/stream.ts';
import { bucketEdges, INTERVALS, type Interval } from '../model/zone.ts';
import { assembleStatistics, type BucketStatistics } from '../statistics/statistics.ts';
import type { ApiContext } from './context.ts';
import { Problem } from './problem.ts';
import { instantSchema, iso, isoSchema } from './time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_BUCKETS = 2_000;
/** Ten years, with their leap days. */
const MAX_RANGE_MS = 3_653 * DAY_MS;
/** The seven local days that end with today: `from` is aligned to the start of its day. */
const DEFAULT_RANGE_MS = 6 * DAY_MS;
/** Lower bounds, for a first check before any edge is computed. */
const SHORTEST_MS: Readonly<Record<Interval, number>> = {
  hour: HOUR_MS,
  day: 23 * HOUR_MS,
  week: 7 * DAY_MS - HOUR_MS,
  month: 28 * DAY_MS - HOUR_MS,
};

export const statisticsQuery = z.strictObject({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  interval: z
    .enum(INTERVALS)
    .default('day')
    .openapi({ description: 'Local hours, days, weeks (from Monday), months' }),
});
export type StatisticsQuestion = z.infer<typeof statisticsQuery>;

export const STATISTICS_RULES = `Buckets are those of the local calendar of \`zone\`. \`from\` and \`to\` are moved
outwards to the edges of buckets; the answer says which range it covers, half-open. Without them: the last seven
local days. At most ${MAX_BUCKETS} buckets and ten years. Levels of rejected quality count nowhere.`;

const streamSchema = z.object({
  stream: z.enum(STREAMS),
  dropOffs: z.int(),
  weightKg: z.number(),
  share: z
    .number()
    .nullable()
    .openapi({ description: 'Of the weight of all streams; null when nothing was weighed' }),
  dropOffShare: z.number().nullable().openapi({ description: 'Of the number of deposits' }),
});

const accuracySchema = z
  .object({
    correct: z.int().openapi({ description: 'Recognised as the stream of the bin' }),
    decided: z.int().openapi({ description: 'Recognised as one of the four streams with enough confidence' }),
    rate: z.number().nullable().openapi({ description: 'correct / decided' }),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .openapi({ description: 'Wilson 95 % interval of the rate', type: 'array', items: { type: 'number' } }),
    undetermined: z.int().openapi({ description: 'Deposits that the camera could not tell' }),
    rankable: z.boolean().openapi({ description: 'At least 30 decided: enough to compare by' }),
  })
  .openapi('SortingAccuracy');

const bucketSchema = z
  .object({
    from: isoSchema,
    to: isoSchema,
    dropOffs: z.int(),
    weightKg: z.number(),
    weighed: z.int().openapi({ description: 'Deposits with a weight' }),
    streams: z.array(streamSchema),
    sortingAccuracy: accuracySchema,
    levels: z
      .array(
        z.object({
          binId: z.string().optional().openapi({ description: 'Absent in the statistics of an area' }),
          stream: z.enum(STREAMS),
          readings: z.int(),
          min: z.number(),
          max: z.number(),
          mean: z.number(),
          last: z.number(),
          lastAt: isoSchema,
        }),
      )
      .openapi({ description: 'Bins or streams with readings; 0 empty .. 1 full' }),
  })
  .openapi('StatisticsBucket');

export const statisticsSchema = z.object({
  zone: z.string(),
  interval: z.enum(INTERVALS),
  from: isoSchema,
  to: isoSchema,
  historyBehindSeconds: z
    .number()
    .openapi({ description: 'How old the history is: what came since is on disk and not yet counted here' }),
  totals: bucketSchema,
  buckets: z.array(bucketSchema),
});

export interface StatisticsSubject {
  scope: StatisticsScope;
  zone: string;
}

export async function answerStatistics(
  { sources, clock }: ApiContext,
  { scope, zone }: StatisticsSubject,
  question: StatisticsQuestion,
): Promise<z.infer<typeof statisticsSchema>> {
  const edges = edgesOf(question, zone, clock.now());
  const { behindSeconds: historyBehindSeconds } = sources.health.read().history;
  const [dropOffs, fillLevels] = await Promise.all([
    sources.history.dropOffStatistics({ scope, edges }),
    sources.history.fillLevelStatistics({ scope, edges }),
  ]);
  const { buckets, totals } = assembleStatistics({ edges, dropOffs, fillLevels });
  return {
    zone,
    interval: question.interval,
    from: iso(totals.from),
    to: iso(totals.to),
    historyBehindSeconds,
    totals: bucketView(totals),
    buckets: buckets.map(bucketView),
  };
}

function edgesOf({ from, to, interval }: StatisticsQuestion, zone: string, now: number): number[] {
  const end = to ?? Math.max(now, from ?? now) + 1;
  const start = from ?? end - DEFAULT_RANGE_MS;
  if (start >= end)
    throw new Problem('invalid-request', {
      errors: [{ path: 'from', value: iso(start), expected: `a time before \`to\` (${iso(end)})` }],
    });
  if (end - start > MAX_RANGE_MS) throw tooLarge('at most ten years');
  if ((end - start) / SHORTEST_MS[interval] > MAX_BUCKETS + 1)
    throw tooLarge(`at most ${MAX_BUCKETS} buckets`);
  const edges = bucketEdges({ zone, from: start, to: end, interval });
  if (edges.length - 1 > MAX_BUCKETS) throw tooLarge(`at most ${MAX_BUCKETS} buckets`);
  return edges;
}

function tooLarge(limit: string): Problem {
  return new Problem('range-too-large', {
    detail: `Ask for ${limit}: a shorter range, or a longer interval.`,
  });
}

function bucketView({ from, to, levels, ...deposits }: BucketStatistics): z.infer<typeof bucketSchema> {
  return {
    from: iso(from),
    to: iso(to),
    ...deposits,
    levels: levels.map((level) => ({ ...level, lastAt: iso(level.lastAt) })),
  };
}
