// The statistics of a station or an area: the history's cells, put into their buckets, and the whole range as one.
import type { DropOffCell, FillLevelCell } from '../history/history.ts';
import { type Deposits, deposits } from './deposits.ts';
import { type Levels, levels } from './levels.ts';

export interface BucketStatistics extends Deposits {
  /** Milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
  levels: Levels[];
}

export interface Statistics {
  /** One for each pair of edges, also without data. */
  buckets: BucketStatistics[];
  totals: BucketStatistics;
}

export interface StatisticsCells {
  /** Ascending, at least two. */
  edges: readonly number[];
  dropOffs: readonly DropOffCell[];
  fillLevels: readonly FillLevelCell[];
}

export function assembleStatistics({ edges, dropOffs, fillLevels }: StatisticsCells): Statistics {
  const dropOffsOf = byBucket(dropOffs);
  const levelsOf = byBucket(fillLevels);
  const buckets = edges.slice(1).map((to, bucket) => ({
    from: edges[bucket] ?? to,
    to,
    ...deposits(dropOffsOf.get(bucket) ?? []),
    levels: levels(levelsOf.get(bucket) ?? []),
  }));
  const totals = {
    from: edges[0] ?? 0,
    to: edges.at(-1) ?? 0,
    ...deposits(dropOffs),
    levels: levels(fillLevels),
  };
  return { buckets, totals };
}

function byBucket<Cell extends { bucket: number }>(cells: readonly Cell[]): Map<number, Cell[]> {
  const groups = new Map<number, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(cell.bucket);
    if (group) group.push(cell);
    else groups.set(cell.bucket, [cell]);
  }
  return groups;
}
