// Divides the time of a statistics question: where all roll-ups are right, and where some hours must come from the raw
// points. It must not know how either is asked for.
import { HOUR_MS, type Range } from './buckets.ts';
import type { TouchedHour } from './touched-hours.ts';

/** Roll-ups without the touched hours of stations, which come from the raw points. */
export interface MixedRange extends Range {
  /** Touched somewhere within. */
  stations: readonly string[];
  /** So many that it is cheaper to look at all stations. */
  isCrowded: boolean;
}

export interface StatisticsPlan {
  /** Roll-ups alone. */
  settled: readonly Range[];
  mixed: readonly MixedRange[];
}

/** More ranges of a kind are joined over the smallest gaps: late data in scattered hours costs few statements. */
const MAX_OF_A_KIND = 6;
/** Hours of many stations among hours of few are asked for one by one up to here. */
const MAX_MIXED = 20;
/** In the hour under way most stations are touched, in others those that were late. */
const CROWD = 60;

/** `touched`: oldest first, within the range. */
export function planStatistics({ from, to }: Range, touched: readonly TouchedHour[]): StatisticsPlan {
  const mixed = rangesOf(touched).map(({ hours, ...range }) => {
    const stations = [...new Set(hours.flatMap((hour) => hour.stations))];
    return { ...range, stations, isCrowded: stations.length > CROWD };
  });
  const starts = [from, ...mixed.map((range) => range.to)];
  const ends = [...mixed.map((range) => range.from), to];
  const settled = starts.map((start, index) => ({ from: start, to: ends[index] ?? to }));
  return { settled: settled.filter((range) => range.from < range.to), mixed };
}

interface HourRange extends Range {
  hours: TouchedHour[];
}

function rangesOf(touched: readonly TouchedHour[]): HourRange[] {
  const isCrowded = ({ stations }: TouchedHour) => stations.length > CROWD;
  const apart = joined(touched, isCrowded);
  return apart.length <= MAX_MIXED ? apart : joined(touched, () => true);
}

/** Hours of one kind with bearable gaps, and none of the other kind, between them become one range. */
function joined(touched: readonly TouchedHour[], kindOf: (hour: TouchedHour) => boolean): HourRange[] {
  const gaps = [true, false].map((kind) => bearableGap(touched.filter((hour) => kindOf(hour) === kind)));
  const ranges: (HourRange & { kind: boolean })[] = [];
  for (const hour of touched) {
    const kind = kindOf(hour);
    const last = ranges.at(-1);
    if (last?.kind === kind && hour.start - last.to <= (gaps[kind ? 0 : 1] ?? 0)) {
      last.to = hour.start + HOUR_MS;
      last.hours.push(hour);
    } else {
      ranges.push({ from: hour.start, to: hour.start + HOUR_MS, hours: [hour], kind });
    }
  }
  return ranges.map(({ kind: _, ...range }) => range);
}

/** Gaps up to it are joined, so that not too many are left. */
function bearableGap(touched: readonly TouchedHour[]): number {
  const gaps = touched
    .slice(1)
    .map(({ start }, index) => start - (touched[index]?.start ?? start) - HOUR_MS)
    .toSorted((a, b) => b - a);
  return gaps[MAX_OF_A_KIND - 1] ?? 0;
}
