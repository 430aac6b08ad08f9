// Fill levels from the history's cells: by bin for one station, by stream for an area.
import type { FillLevelCell } from '../history/history.ts';
import type { Stream } from '../model/stream.ts';

/** Levels are 0 empty .. 1 full. */
export interface Levels {
  /** Absent when the levels are those of an area. */
  binId?: string;
  stream: Stream;
  readings: number;
  min: number;
  max: number;
  /** Over the readings, not over time. */
  mean: number;
  last: number;
  /** Milliseconds since 1970 UTC. */
  lastAt: number;
}

/** One row per bin and stream, those without readings absent, in order of bin id and stream. */
export function levels(cells: readonly FillLevelCell[]): Levels[] {
  const merged = new Map<string, Levels>();
  for (const cell of cells) {
    const key = `${cell.binId ?? ''}/${cell.stream}`;
    const before = merged.get(key);
    merged.set(key, before ? join(before, cell) : withoutBucket(cell));
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function join(a: Levels, b: FillLevelCell): Levels {
  const readings = a.readings + b.readings;
  const newest = b.lastAt >= a.lastAt ? b : a;
  return {
    ...a,
    readings,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: (a.mean * a.readings + b.mean * b.readings) / readings,
    last: newest.last,
    lastAt: newest.lastAt,
  };
}

function withoutBucket({ bucket: _, ...row }: FillLevelCell): Levels {
  return row;
}
