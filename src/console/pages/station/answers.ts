// What the hub answers about one station, and the ranges of time that one looks at. Types only, but for the ranges.
import type { z } from 'zod';
import type { revisionSchema, stationSchema } from '../../../api/station-view.ts';
import type { statisticsSchema } from '../../../api/statistics-view.ts';

export type Station = z.infer<typeof stationSchema> & { revisions: z.infer<typeof revisionSchema>[] };
export type Statistics = z.infer<typeof statisticsSchema>;
export type { DeliveryView } from '../../../api/routes/delivery.ts';
export type { EmptyingView } from '../../../api/routes/emptyings.ts';
export type { MessageView } from '../../../api/routes/messages.ts';
export type { FillLevelView } from '../../../api/routes/readings.ts';

const DAY_MS = 86_400_000;

export const RANGES = ['day', 'week', 'month'] as const;
export type Range = (typeof RANGES)[number];

export const RANGE_MS: Readonly<Record<Range, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};
