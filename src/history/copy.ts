// Copies one history store into another, page after page, so that memory stays bounded and a copy that was cut goes on
// where it stopped. Writing a page twice changes nothing. It must not know what kinds of stores there are.
import type { Entry, JournalCursor } from '../model/entry.ts';

/** One hour of one bin. */
export interface RollUpRow {
  tags: { station: string; bin: string; stream: string; grid: string };
  /** Start of the hour, milliseconds since 1970 UTC. */
  at: number;
  /** By the name of the field. */
  sums: ReadonlyMap<string, number>;
}

export type RollUpName = 'drop_off_hour' | 'fill_level_hour';

/** Points of one measurement. */
export interface CopyPage {
  /** Everything of the measurement that is older is in this page or in one before. */
  through: number;
  points: number;
  content: { entries: Entry[] } | { rollUp: RollUpName; rows: RollUpRow[] };
}

export interface CopyExtent {
  points: number;
  /** Half-open, milliseconds since 1970 UTC; empty when there are no points. */
  from: number;
  to: number;
}

export interface CopySource {
  readonly measurements: readonly string[];
  /** Up to where the journal has been applied. */
  readonly cursor: JournalCursor | undefined;
  /** Of what is not older than `from`. */
  extent(measurement: string, from: number): Promise<CopyExtent>;
  /** Oldest first. */
  pages(measurement: string, from: number): AsyncIterable<CopyPage>;
  close(): Promise<void>;
}

export interface CopyTarget {
  /** What is older would be deleted at once: it is not copied. */
  keepsFrom(measurement: string): number;
  /** Resolves when the server has it. */
  write(page: CopyPage): Promise<void>;
  /** How many points it has between these times. */
  count(measurement: string, extent: CopyExtent): Promise<number>;
  /** The hub goes on from here: what the source had of the journal is there. */
  finish(cursor: JournalCursor | undefined): Promise<void>;
  close(): Promise<void>;
}

/** By measurement: everything older has been copied. */
export type CopyProgress = Record<string, number>;

export interface CopyOptions {
  source: CopySource;
  target: CopyTarget;
  /** Of a copy that was cut; empty at the first start. */
  progress: CopyProgress;
  /** Durable when it resolves. */
  saveProgress: (progress: CopyProgress) => Promise<void>;
  /** Called with the number of points of all pages, and with those that need no copying any more. */
  onStart?: (points: number, done: number) => void;
  onPage?: (points: number) => void;
}

export interface CopiedMeasurement {
  measurement: string;
  /** In the source, as far back as the target keeps. */
  expected: number;
  found: number;
}

/** Resolves to the counts of both sides; whether they agree is for the caller to judge. */
export async function copyHistory(options: CopyOptions): Promise<CopiedMeasurement[]> {
  const { source, target, saveProgress, onPage } = options;
  const progress = { ...options.progress };
  const extents = await extentsOf(source, target);
  await announce(options, extents);
  for (const [measurement, extent] of extents) {
    const from = Math.max(extent.from, progress[measurement] ?? extent.from);
    for await (const page of source.pages(measurement, from)) {
      await target.write(page);
      progress[measurement] = page.through;
      await saveProgress(progress);
      onPage?.(page.points);
    }
  }
  const counts = await compare(target, extents);
  if (counts.every(({ expected, found }) => found >= expected)) await target.finish(source.cursor);
  return counts;
}

async function extentsOf(source: CopySource, target: CopyTarget): Promise<Map<string, CopyExtent>> {
  const extents = new Map<string, CopyExtent>();
  for (const measurement of source.measurements) {
    extents.set(measurement, await source.extent(measurement, target.keepsFrom(measurement)));
  }
  return extents;
}

async function announce(
  { source, progress, onStart }: CopyOptions,
  extents: ReadonlyMap<string, CopyExtent>,
): Promise<void> {
  let points = 0;
  let rest = 0;
  for (const [measurement, extent] of extents) {
    points += extent.points;
    const from = Math.max(extent.from, progress[measurement] ?? extent.from);
    rest += (await source.extent(measurement, from)).points;
  }
  onStart?.(points, points - rest);
}

async function compare(
  target: CopyTarget,
  extents: ReadonlyMap<string, CopyExtent>,
): Promise<CopiedMeasurement[]> {
  const counts: CopiedMeasurement[] = [];
  for (const [measurement, extent] of extents) {
    const found = extent.points === 0 ? 0 : await target.count(measurement, extent);
    counts.push({ measurement, expected: extent.points, found });
  }
  return counts;
}
