// Levels of a station's bins as lines of a chart and as rows of a table. Pure; it must not know the chart.
import { localHour } from './local-hour.ts';

export interface LevelPoint {
  binId: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** 0 empty .. 1 full. */
  level: number;
}

export interface LevelLines {
  /** Ascending, milliseconds since 1970 UTC. */
  times: number[];
  /** A line for each bin, in the order asked: undefined where the line goes on, null where it breaks. */
  lines: (number | null | undefined)[][];
}

/** Longer than this without a reading and nobody knows what was between. */
export function levelLines(
  points: readonly LevelPoint[],
  bins: readonly string[],
  longestGapMs: number,
): LevelLines {
  const ofBins = bins.map((bin) => withGaps(pointsOf(points, bin), longestGapMs));
  const times = [...new Set(ofBins.flat().map(({ at }) => at))].sort((a, b) => a - b);
  const places = new Map(times.map((at, place) => [at, place]));
  const lines = ofBins.map((own) => {
    const line = new Array<number | null | undefined>(times.length).fill(undefined);
    for (const { at, level } of own) line[places.get(at) ?? 0] = level;
    return line;
  });
  return { times, lines };
}

export interface LevelRow {
  /** Local day `YYYY-MM-DD` and the hour in it at which the row begins. */
  day: string;
  hour: number;
  /** The highest of each bin; undefined where none was read. */
  highest: (number | undefined)[];
}

/** `hours`: 1, 6 or 24, of local time. Newest first. */
export function levelRows(
  points: readonly LevelPoint[],
  bins: readonly string[],
  { hours, zone }: { hours: number; zone: string },
): LevelRow[] {
  const rows = new Map<string, LevelRow>();
  for (const { binId, at, level } of points) {
    const column = bins.indexOf(binId);
    if (column < 0) continue;
    const { day, hour } = localHour(at, zone);
    const from = hour - (hour % hours);
    const key = `${day} ${String(from).padStart(2, '0')}`;
    const row = rows.get(key) ?? { day, hour: from, highest: bins.map(() => undefined) };
    row.highest[column] = Math.max(row.highest[column] ?? 0, level);
    rows.set(key, row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, row]) => row);
}

function pointsOf(points: readonly LevelPoint[], bin: string): LevelPoint[] {
  return points.filter(({ binId }) => binId === bin).sort((a, b) => a.at - b.at);
}

/** A point without a level right behind the last one before each gap. */
function withGaps(
  points: readonly LevelPoint[],
  longestGapMs: number,
): { at: number; level: number | null }[] {
  return points.flatMap((point, place) => {
    const next = points[place + 1];
    if (!next || next.at - point.at <= longestGapMs) return [point];
    return [point, { at: point.at + 1, level: null }];
  });
}
