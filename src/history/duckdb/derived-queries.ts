// Lists of what the hub concluded, page after page by time and id. These tables are small beside those of readings: a
// page is one question.
import type { AlertEventQuery, AlertEventRow, EmptyingRow, Page, ReadingQuery } from '../history.ts';
import { type DerivedKey, readDerivedCursor, writePageCursor } from '../page-cursor.ts';
import { ALERT_EVENT, alertEventOf, EMPTYING, emptyingOf } from './derived-tables.ts';
import type { QueryPool, SqlRow } from './query-pool.ts';
import { whole } from './whole.ts';

interface List<Row> {
  table: string;
  toRow: (row: SqlRow, place: { station: string; bin: string; stream: string; grid: string }) => Row;
}

const EMPTYINGS: List<EmptyingRow> = { table: EMPTYING.name, toRow: emptyingOf };
const ALERT_EVENTS: List<AlertEventRow> = { table: ALERT_EVENT.name, toRow: alertEventOf };

/** Texts by column; absent: any. */
type Wanted = Partial<Record<'station' | 'bin' | 'grid' | 'alert_id', readonly string[] | undefined>>;
type Range = Omit<AlertEventQuery, 'station' | 'grids' | 'alertId'>;

export class DerivedQueries {
  readonly #pool: QueryPool;

  constructor(pool: QueryPool) {
    this.#pool = pool;
  }

  emptyings({ station, binId, ...range }: ReadingQuery): Promise<Page<EmptyingRow>> {
    return this.#page(EMPTYINGS, { station: [station], bin: binId ? [binId] : undefined }, range);
  }

  alertEvents({ station, grids, alertId, ...range }: AlertEventQuery): Promise<Page<AlertEventRow>> {
    const one = (text: string | undefined) => (text === undefined ? undefined : [text]);
    const wanted = { station: one(station), grid: grids, alert_id: one(alertId) };
    return this.#page(ALERT_EVENTS, wanted, range);
  }

  async #page<Row>(list: List<Row>, wanted: Wanted, range: Range): Promise<Page<Row>> {
    const found = await this.#rows(list.table, wanted, range);
    const rows = found.slice(0, range.limit);
    const items = rows.map((row) => list.toRow(row, placeOf(row)));
    const last = rows.at(-1);
    if (found.length <= range.limit || !last) return { items };
    return { items, nextCursor: writePageCursor(keyOf(last)) };
  }

  /** One more than the page shows, if there are as many. */
  async #rows(table: string, wanted: Wanted, { from, to, limit, cursor }: Range): Promise<SqlRow[]> {
    const values: string[] = [];
    const place = (text: string) => `$${values.push(text)}`;
    const where = [`time_ms >= ${whole(from)} and time_ms < ${whole(to)}`];
    for (const [column, texts] of Object.entries(wanted)) {
      if (texts?.length === 0) return [];
      if (texts) where.push(`${column} in (${texts.map(place).join()})`);
    }
    if (cursor !== undefined) {
      const [at, id] = readDerivedCursor(cursor);
      where.push(`(time_ms > ${whole(at)} or (time_ms = ${whole(at)} and ${table}.id > ${place(id)}))`);
    }
    return await this.#pool.rows(
      `select ${table}.*, station, bin, stream, grid from ${table} join series on series.id = ${table}.series
       where ${where.join(' and ')} order by time_ms, ${table}.id limit ${whole(limit + 1)}`,
      values,
    );
  }
}

function keyOf(row: SqlRow): DerivedKey {
  return [Number(row.time_ms), String(row.id)];
}

function placeOf({ station, bin, stream, grid }: SqlRow) {
  return { station: String(station), bin: String(bin), stream: String(stream), grid: String(grid) };
}
