// Divides the time of a statistics question: where all roll-ups are right, and where some hours must come from the raw
// points. It must not know how either is asked for.
import { HOUR_MS, type Range } from './buckets.ts';
import type { TouchedHour } from './touched-hours.ts';

/** Roll-ups hour by hour and station by station without the touched ones, which come from the raw points. */
export interface MixedRange extends Range {
  /** Touched somewhere within. */
  stations: readonly string[];
}

export interface StatisticsPlan {
  /** Roll-ups alone. */
  settled: readonly Range[];
  mixed: readonly MixedRange[];
}

/** More ranges are joined over the smallest gaps: late data in scattered hours costs few statements. */
const MAX_MIXED = 6;

/** `touched`: oldest first, within the range. */
export function planStatistics({ from, to }: Range, touched: readonly TouchedHour[]): StatisticsPlan {
  const mixed = joined(touched).map(({ hours, ...range }) => ({
    ...range,
    stations: [...new Set(hours.flatMap(({ stations }) => stations))],
  }));
  const starts = [from, ...mixed.map((range) => range.to)];
  const ends = [...mixed.map((range) => range.from), to];
  const settled = starts.map((start, index) => ({ from: start, to: ends[index] ?? to }));
  return { settled: settled.filter((range) => range.from < range.to), mixed };
}

interface HourRange extends Range {
  hours: TouchedHour[];
}

function joined(touched: readonly TouchedHour[]): HourRange[] {
  const bearable = bearableGap(touched);
  const ranges: HourRange[] = [];
  for (const hour of touched) {
    const last = ranges.at(-1);
    if (last && hour.start - last.to <= bearable) {
      last.to = hour.start + HOUR_MS;
      last.hours.push(hour);
    } else {
      ranges.push({ from: hour.start, to: hour.start + HOUR_MS, hours: [hour] });
    }
  }
  return ranges;
}

/** Gaps up to it are joined, so that not too many are left. */
function bearableGap(touched: readonly TouchedHour[]): number {
  const gaps = touched
    .slice(1)
    .map(({ start }, index) => start - (touched[index]?.start ?? start) - HOUR_MS)
    .toSorted((a, b) => b - a);
  return gaps[MAX_MIXED - 1] ?? 0;
}
