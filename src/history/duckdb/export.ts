// Reads a whole DuckDB history for a copy into another store: page after page by time, so that no page is larger than
// memory allows and none keeps a transaction over a wait. Opens the file itself: no hub may have it meanwhile.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { JournalCursor } from '../../model/entry.ts';
import type { CopyExtent, CopyPage, CopySource } from '../copy.ts';
import { StoreUnavailable } from '../history.ts';
import { readCursor } from './duckdb-history.ts';
import { EXPORT_TABLES, type ExportTable } from './export-tables.ts';
import { openDatabase } from './open.ts';
import { QueryPool } from './query-pool.ts';
import { ensureSchema } from './schema.ts';
import { type Series, SeriesDictionary } from './series.ts';

export interface DuckDbExportOptions {
  /** Holds `history.duckdb`. */
  folder: string;
  memoryLimitMb?: number;
  threads?: number;
  /** Of one page; a single minute may have more. 20,000 */
  pageRows?: number;
  onTrouble?: (trouble: string) => void;
}

/** Of the time column: first, and the one behind the last. */
interface Window {
  first: number;
  end: number;
  rows: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Widths that time is cut into, each finer than the one before. */
const STEPS_MS = [DAY_MS, MINUTE_MS];
const PAGE_ROWS = 20_000;
/** A count over years of raw rows takes a while; nobody waits for a screen. */
const QUERY_TIMEOUT_MS = 600_000;

/** Throws `StoreUnavailable` when there is no such history, or it is in use. */
export async function openDuckDbExport(options: DuckDbExportOptions): Promise<DuckDbExport> {
  const { folder, memoryLimitMb = 256, threads = 2, onTrouble = () => undefined } = options;
  const file = join(folder, 'history.duckdb');
  if (!existsSync(file)) throw new StoreUnavailable(`cannot copy the history: there is none in ${file}`);
  const instance = await openDatabase({ file, memoryLimitMb, threads, onTrouble });
  try {
    const connection = await instance.connect();
    await ensureSchema(connection);
    const { all } = await SeriesDictionary.load(connection);
    const series = new Map(all.map((each) => [each.id, each]));
    const cursor = await readCursor(connection);
    connection.closeSync();
    const pool = await QueryPool.open(instance, 1, QUERY_TIMEOUT_MS);
    return new DuckDbExport({ instance, pool, series, cursor, pageRows: options.pageRows ?? PAGE_ROWS });
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}

interface OpenExport {
  instance: DuckDBInstance;
  pool: QueryPool;
  series: ReadonlyMap<number, Series>;
  cursor: JournalCursor | undefined;
  pageRows: number;
}

export class DuckDbExport implements CopySource {
  readonly measurements = EXPORT_TABLES.map(({ measurement }) => measurement);
  readonly cursor: JournalCursor | undefined;
  readonly #open: OpenExport;

  constructor(open: OpenExport) {
    this.#open = open;
    this.cursor = open.cursor;
  }

  async extent(measurement: string, from: number): Promise<CopyExtent> {
    const { time, unitMs, points, from: source } = tableOf(measurement);
    const [row] = await this.#open.pool.rows(
      `select ${points} as points, min(${time}) as first, max(${time}) as last
       from ${source(firstOf(from, unitMs), Number.MAX_SAFE_INTEGER)}`,
    );
    if (!row || Number(row.points) === 0) return { points: 0, from, to: from };
    const [first, last] = [Number(row.first), Number(row.last)];
    return { points: Number(row.points), from: first * unitMs, to: (last + 1) * unitMs };
  }

  async *pages(measurement: string, from: number): AsyncGenerator<CopyPage> {
    const table = tableOf(measurement);
    const whole = { first: firstOf(from, table.unitMs), end: Number.MAX_SAFE_INTEGER, rows: Infinity };
    for await (const window of this.#windows(table, whole, STEPS_MS)) yield await this.#page(table, window);
  }

  async close(): Promise<void> {
    this.#open.pool.close();
    this.#open.instance.closeSync();
  }

  /** As few as possible with at most so many rows as a page may have. */
  async *#windows(table: ExportTable, span: Window, steps: readonly number[]): AsyncGenerator<Window> {
    const [stepMs, ...finer] = steps;
    if (stepMs === undefined || span.rows <= this.#open.pageRows) {
      yield span;
      return;
    }
    const slots = await this.#slots(table, span, Math.max(1, stepMs / table.unitMs));
    for (const window of merged(slots, this.#open.pageRows)) yield* this.#windows(table, window, finer);
  }

  async #slots({ time, from }: ExportTable, { first, end }: Window, step: number): Promise<Window[]> {
    const rows = await this.#open.pool.rows(
      `select ${time} // ${step} as slot, count(*) as row_count from ${from(first, end)} group by 1 order by 1`,
    );
    return rows.map(({ slot, row_count }) => ({
      first: Math.max(first, Number(slot) * step),
      end: Math.min(end, (Number(slot) + 1) * step),
      rows: Number(row_count),
    }));
  }

  async #page({ from, unitMs, contentOf }: ExportTable, { first, end }: Window): Promise<CopyPage> {
    const { pool, series } = this.#open;
    const rows = await pool.rows(`select * from ${from(first, end)}`);
    const content = contentOf(rows.map((row) => ({ row, series: series.get(Number(row.series)) })));
    return { through: end * unitMs, points: rows.length, content };
  }
}

function tableOf(measurement: string): ExportTable {
  const table = EXPORT_TABLES.find((each) => each.measurement === measurement);
  if (!table) throw new RangeError(`cannot copy ${measurement}: the history has no such table`);
  return table;
}

function firstOf(fromMs: number, unitMs: number): number {
  return Math.max(0, Math.ceil(fromMs / unitMs));
}

/** Neighbours together, as long as they have no more than so many rows. */
function merged(slots: readonly Window[], most: number): Window[] {
  const windows: Window[] = [];
  for (const slot of slots) {
    const last = windows.at(-1);
    if (last && last.rows + slot.rows <= most) {
      last.end = slot.end;
      last.rows += slot.rows;
    } else {
      windows.push({ ...slot });
    }
  }
  return windows;
}
