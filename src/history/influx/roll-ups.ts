// What the hourly roll-ups hold, and how the server makes the same sums of raw points or of roll-ups: rows of both have
// the same columns, so that they add up. It must not know who asks.
import { aggregate, differs, name, statement } from './influxql.ts';
import type { Target } from './options.ts';
import type { Series } from './server.ts';

/** How one target gives the sums of its points. */
interface Sums {
  measurement: string;
  /** Each is a statement of its own: a selector that brings another field along bears no company. */
  selects: readonly (readonly string[])[];
  where: readonly string[];
}

/** One kind of roll-up. */
export interface RollUp {
  raw: Sums;
  rollUps: Sums;
}

/** Sums of a group; columns that the statement does not have, or that have no value, are absent. */
export interface SumsRow {
  tags: Readonly<Record<string, string>>;
  /** Start of the group's time. */
  at: number;
  sums: ReadonlyMap<string, number>;
}

export interface Newest {
  at: number;
  level: number;
}

const REJECTED_QUALITY = 1;

export const DROP_OFF_HOUR: RollUp = {
  raw: {
    measurement: 'drop_off',
    selects: [
      [
        aggregate('count', 'seq', 'drop_offs'),
        aggregate('sum', 'weight_kg', 'weight_kg'),
        aggregate('count', 'weight_kg', 'weighed'),
        aggregate('sum', 'decided', 'decided'),
        aggregate('sum', 'correct', 'correct'),
      ],
    ],
    where: [],
  },
  rollUps: {
    measurement: 'drop_off_hour',
    selects: [
      ['drop_offs', 'weight_kg', 'weighed', 'decided', 'correct'].map((field) =>
        aggregate('sum', field, field),
      ),
    ],
    where: [],
  },
};

export const FILL_LEVEL_HOUR: RollUp = {
  raw: {
    measurement: 'fill_level',
    selects: [
      [
        aggregate('count', 'fill_level', 'readings'),
        aggregate('sum', 'fill_level', 'level_sum'),
        aggregate('min', 'fill_level', 'level_min'),
        aggregate('max', 'fill_level', 'level_max'),
      ],
      [aggregate('max', 'newest', 'newest'), `${name('fill_level')} AS ${name('level_last')}`],
    ],
    where: [differs('quality', REJECTED_QUALITY)],
  },
  rollUps: {
    measurement: 'fill_level_hour',
    selects: [
      [
        aggregate('sum', 'readings', 'readings'),
        aggregate('sum', 'level_sum', 'level_sum'),
        aggregate('min', 'level_min', 'level_min'),
        aggregate('max', 'level_max', 'level_max'),
      ],
      [aggregate('max', 'newest', 'newest'), name('level_last')],
    ],
    where: [],
  },
};

export interface Group {
  where: readonly string[];
  groupBy: readonly string[];
}

export function sumStatements(rollUp: RollUp, target: Target, { where, groupBy }: Group): string[] {
  const { measurement, selects, where: own } = rollUp[target];
  return selects.map((select) =>
    statement({ select, measurement, where: [...own, ...where], groupBy: [...groupBy] }),
  );
}

export function rowsOf(series: readonly Series[]): SumsRow[] {
  return series.flatMap(({ tags, columns, values }) =>
    values.map(([at, ...cells]) => {
      const sums = new Map<string, number>();
      cells.forEach((cell, index) => {
        if (typeof cell === 'number') sums.set(columns[index + 1] ?? '', cell);
      });
      return { tags, at: Number(at), sums };
    }),
  );
}

const LEVEL_STEPS = 1_048_576;

/** JSON makes a float of the number, which is off by some steps: the level says by which. */
export function newestIn({ sums }: SumsRow): Newest | undefined {
  const newest = sums.get('newest');
  const level = sums.get('level_last');
  if (newest === undefined || level === undefined) return undefined;
  return { at: Math.round((newest - levelStep(level)) / LEVEL_STEPS), level };
}

function levelStep(level: number): number {
  return Math.max(0, Math.min(LEVEL_STEPS - 1, Math.floor(level * LEVEL_STEPS)));
}
