// Lists of raw rows of one station, page after page by key. Time is searched in growing slices, so that a page costs
// what it shows and not what the whole range holds.
import type { JS } from '@duckdb/node-api';
import type { Stream } from '../../model/stream.ts';
import type { DropOffRow, FillLevelRow, Page, ReadingQuery } from '../history.ts';
import { type ReadingKey, readReadingCursor, writePageCursor } from '../page-cursor.ts';
import { recognisedOf, timeSourceOf } from './codes.ts';
import type { QueryPool, SqlRow } from './query-pool.ts';
import type { Series, SeriesDictionary } from './series.ts';
import { whole } from './whole.ts';

const FIRST_SLICE_MS = 86_400_000;
const SLICE_GROWTH = 8;

interface List<Row> {
  table: string;
  /** SQL of the place within a message. */
  index: string;
  toRow: (row: SqlRow, series: Series) => Row;
}

const DROP_OFFS: List<DropOffRow> = { table: 'drop_off', index: '0', toRow: toDropOff };
const FILL_LEVELS: List<FillLevelRow> = { table: 'fill_level', index: 'bin_index', toRow: toFillLevel };

interface Search {
  series: ReadonlyMap<number, Series>;
  from: number;
  to: number;
  limit: number;
  after?: ReadingKey;
}

export class ReadingQueries {
  readonly #pool: QueryPool;
  readonly #series: SeriesDictionary;

  constructor(pool: QueryPool, series: SeriesDictionary) {
    this.#pool = pool;
    this.#series = series;
  }

  dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    return this.#page(DROP_OFFS, query);
  }

  fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    return this.#page(FILL_LEVELS, query);
  }

  async #page<Row>(list: List<Row>, query: ReadingQuery): Promise<Page<Row>> {
    const search = this.#searchOf(query);
    const found = await this.#collect(list, { ...search, limit: query.limit + 1 });
    const rows = found.slice(0, query.limit);
    const items = rows.flatMap((row) => {
      const series = search.series.get(Number(row.series));
      return series ? [list.toRow(row, series)] : [];
    });
    const last = rows.at(-1);
    if (found.length <= query.limit || !last) return { items };
    return { items, nextCursor: writePageCursor(keyOf(last)) };
  }

  #searchOf({ station, binId, from, to, limit, cursor }: ReadingQuery): Search {
    const meant = this.#series
      .ofStation(station)
      .filter(({ bin }) => bin !== '' && (!binId || bin === binId));
    const after = cursor === undefined ? undefined : readReadingCursor(cursor);
    const series = new Map(meant.map((each) => [each.id, each]));
    return { series, from: Math.max(from, after?.[0] ?? from), to, limit, ...(after && { after }) };
  }

  async #collect<Row>(list: List<Row>, search: Search): Promise<SqlRow[]> {
    if (search.series.size === 0) return [];
    const found: SqlRow[] = [];
    let from = search.from;
    for (let sliceMs = FIRST_SLICE_MS; from < search.to; sliceMs *= SLICE_GROWTH) {
      const to = Math.min(search.to, from + sliceMs);
      found.push(...(await this.#slice(list, { ...search, from, to, limit: search.limit - found.length })));
      if (found.length >= search.limit) break;
      from = to;
    }
    return found;
  }

  #slice<Row>({ table, index }: List<Row>, { series, from, to, limit, after }: Search): Promise<SqlRow[]> {
    const [afterAt = 0, afterBoot = '', afterSeq = 0, afterIndex = 0] = after ?? [];
    const behind = after
      ? `and (time_ms > ${whole(afterAt)} or (boot_id, seq, ${index}) > ($1, ${whole(afterSeq)}, ${whole(afterIndex)}))`
      : '';
    const sql = `select *, ${index} as row_index from ${table}
      where time_ms >= ${whole(from)} and time_ms < ${whole(to)} and series in (${[...series.keys()].join()}) ${behind}
      order by time_ms, boot_id, seq, row_index limit ${whole(limit)}`;
    return this.#pool.rows(sql, after ? [afterBoot] : []);
  }
}

function keyOf(row: SqlRow): ReadingKey {
  return [Number(row.time_ms), String(row.boot_id), Number(row.seq), Number(row.row_index)];
}

function identityOf(row: SqlRow, series: Series) {
  return {
    binId: series.bin,
    stream: series.stream as Stream,
    grid: series.grid,
    at: Number(row.time_ms),
    receivedAt: Number(row.received_ms),
    timeSource: timeSourceOf(Number(row.time_source)),
    bootId: String(row.boot_id),
    seq: Number(row.seq),
  };
}

function toDropOff(row: SqlRow, series: Series): DropOffRow {
  return {
    ...identityOf(row, series),
    weightKg: number(row.weight_kg) ?? null,
    ...present({
      recognisedStream: row.recognised === null ? undefined : recognisedOf(Number(row.recognised)),
      confidence: number(row.confidence),
      label: text(row.label),
      household: text(row.household),
      evidenceId: text(row.evidence_id),
    }),
  };
}

function toFillLevel(row: SqlRow, series: Series): FillLevelRow {
  return {
    ...identityOf(row, series),
    index: Number(row.bin_index),
    fillLevel: Number(row.fill_level),
    quality: Number(row.quality),
    ...present({
      distanceMm: number(row.distance_mm),
      massKg: number(row.mass_kg),
      temperatureC: number(row.temperature_c),
      lidOpen: row.lid_open === null ? undefined : row.lid_open === true,
      tiltDeg: number(row.tilt_deg),
    }),
  };
}

function number(value: JS | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

function text(value: JS | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

/** Without the fields that have no value. */
function present<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
