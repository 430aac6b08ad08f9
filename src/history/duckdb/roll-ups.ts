// Hourly roll-ups by partial rows: each write adds its own sums for (series, hour), and rows of the same key merge
// whenever they are read. Nothing is looked up or rewritten on the way in, so late data costs what fresh data costs.
import { BIGINT, DOUBLE, type DuckDBType, INTEGER } from '@duckdb/node-api';
import type { BinLevel, DropOff } from '../../model/reading.ts';
import { type Column, column, type Table } from './table.ts';

export const HOUR_MS = 3_600_000;

interface Cell {
  series: number;
  /** Whole hours since 1970 UTC. */
  hour: number;
}

interface MergedColumn<Row> extends Column<Row> {
  /** Aggregate that makes one value of many partial ones. */
  merge: string;
}

export interface RollUp<Row> {
  /** Closed hours. */
  base: Table<Row>;
  /** Same columns: hours under way and what came late, until `maintain` moves it. */
  recent: Table<Row>;
  merged: readonly MergedColumn<Row>[];
}

export interface DropOffSums extends Cell {
  dropOffs: number;
  weightKg: number;
  weighed: number;
  decided: number;
  correct: number;
}

export interface LevelSums extends Cell {
  readings: number;
  sum: number;
  min: number;
  max: number;
  last: number;
  lastAt: number;
}

/** The newest reading wins; of readings with the same time the fullest, so that no order of merging matters. */
const NEWEST =
  'arg_max(level_last, last_ms * 1048576 + greatest(0, least(1048575, (level_last * 1048576)::bigint)))';

export const DROP_OFF_HOUR: RollUp<DropOffSums> = rollUp('drop_off_hour', [
  summed('drop_offs', INTEGER, (cell) => cell.dropOffs),
  summed('weight_kg', DOUBLE, (cell) => cell.weightKg),
  summed('weighed', INTEGER, (cell) => cell.weighed),
  summed('decided', INTEGER, (cell) => cell.decided),
  summed('correct', INTEGER, (cell) => cell.correct),
]);

export const LEVEL_HOUR: RollUp<LevelSums> = rollUp('fill_level_hour', [
  summed('readings', INTEGER, (cell) => cell.readings),
  summed('level_sum', DOUBLE, (cell) => cell.sum),
  { ...column<LevelSums>('level_min', DOUBLE, (cell) => cell.min), merge: 'min(level_min)' },
  { ...column<LevelSums>('level_max', DOUBLE, (cell) => cell.max), merge: 'max(level_max)' },
  { ...column<LevelSums>('level_last', DOUBLE, (cell) => cell.last), merge: NEWEST },
  { ...column<LevelSums>('last_ms', BIGINT, (cell) => cell.lastAt), merge: 'max(last_ms)' },
]);

export const ROLL_UPS: readonly RollUp<never>[] = [DROP_OFF_HOUR, LEVEL_HOUR];

/** The select list that merges partial rows, in the order of the columns. */
export function mergeSql(rollUp: RollUp<never>): string {
  return rollUp.merged.map(({ name, type, merge }) => `(${merge})::${type} as ${name}`).join(', ');
}

/** The partial sums of one write, by series and hour. */
export class Cells<Row extends Cell> {
  readonly #cells = new Map<number, Row>();
  readonly #empty: (series: number, hour: number) => Row;

  constructor(empty: (series: number, hour: number) => Row) {
    this.#empty = empty;
  }

  at(series: number, timeMs: number): Row {
    const hour = Math.floor(timeMs / HOUR_MS);
    const key = hour * 2 ** 28 + series;
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = this.#empty(series, hour);
      this.#cells.set(key, cell);
    }
    return cell;
  }

  get rows(): Row[] {
    return [...this.#cells.values()];
  }
}

export function dropOffCells(): Cells<DropOffSums> {
  return new Cells((series, hour) => ({
    series,
    hour,
    dropOffs: 0,
    weightKg: 0,
    weighed: 0,
    decided: 0,
    correct: 0,
  }));
}

export function levelCells(): Cells<LevelSums> {
  return new Cells((series, hour) => {
    return { series, hour, readings: 0, sum: 0, min: Infinity, max: -Infinity, last: 0, lastAt: -Infinity };
  });
}

/** `confidence`: from where on the camera's word counts as decided. */
export function addDropOff(
  cell: DropOffSums,
  { weightKg, recognition, stream }: DropOff,
  confidence: number,
): void {
  cell.dropOffs += 1;
  if (weightKg !== null) {
    cell.weightKg += weightKg;
    cell.weighed += 1;
  }
  if (!recognition || recognition.stream === 'unknown' || recognition.confidence < confidence) return;
  cell.decided += 1;
  if (recognition.stream === stream) cell.correct += 1;
}

export function addLevel(cell: LevelSums, { fillLevel }: BinLevel, timeMs: number): void {
  cell.readings += 1;
  cell.sum += fillLevel;
  cell.min = Math.min(cell.min, fillLevel);
  cell.max = Math.max(cell.max, fillLevel);
  if (timeMs > cell.lastAt || (timeMs === cell.lastAt && fillLevel > cell.last)) {
    cell.last = fillLevel;
    cell.lastAt = timeMs;
  }
}

function summed<Row>(name: string, type: DuckDBType, of: (row: Row) => number): MergedColumn<Row> {
  return { ...column(name, type, of), merge: `sum(${name})` };
}

function rollUp<Row extends Cell>(name: string, merged: readonly MergedColumn<Row>[]): RollUp<Row> {
  const columns = [
    column<Row>('hour', INTEGER, (cell) => cell.hour),
    column<Row>('series', INTEGER, (cell) => cell.series),
    ...merged,
  ];
  return { base: { name, columns }, recent: { name: `${name}_recent`, columns }, merged };
}
