// Sums over hourly roll-ups, by bucket: closed hours and recent ones together, merged on the way out.

import type { Stream } from '../../model/stream.ts';
import type { DropOffCell, FillLevelCell, StatisticsQuery, StatisticsScope } from '../history.ts';
import type { QueryPool, SqlRow } from './query-pool.ts';
import { DROP_OFF_HOUR, HOUR_MS, LEVEL_HOUR, mergeSql, type RollUp } from './roll-ups.ts';
import type { SeriesDictionary } from './series.ts';

/** Hides the last digits of sums whose order differs from one asking to the next. */
const DECIMALS = 1e6;

export class StatisticsQueries {
  readonly #pool: QueryPool;
  readonly #series: SeriesDictionary;

  constructor(pool: QueryPool, series: SeriesDictionary) {
    this.#pool = pool;
    this.#series = series;
  }

  async dropOffs(query: StatisticsQuery): Promise<DropOffCell[]> {
    const rows = await this.#cells(DROP_OFF_HOUR, query);
    return rows.map((row) => ({
      ...groupOf(row),
      dropOffs: Number(row.drop_offs),
      weightKg: rounded(Number(row.weight_kg)),
      weighed: Number(row.weighed),
      decided: Number(row.decided),
      correct: Number(row.correct),
    }));
  }

  async fillLevels(query: StatisticsQuery): Promise<FillLevelCell[]> {
    const rows = await this.#cells(LEVEL_HOUR, query);
    return rows.map((row) => ({
      ...groupOf(row),
      readings: Number(row.readings),
      min: Number(row.level_min),
      max: Number(row.level_max),
      mean: rounded(Number(row.level_sum) / Number(row.readings)),
      last: Number(row.level_last),
      lastAt: Number(row.last_ms),
    }));
  }

  /** Merged by hour first: to find the bucket of each hour is then cheap, however many series there are. */
  async #cells(rollUp: RollUp<never>, { scope, edges }: StatisticsQuery): Promise<SqlRow[]> {
    const hours = hoursOf(edges);
    const inScope = this.#inScope(scope);
    if (inScope === undefined) return [];
    const { values = [], cells, series } = inScope;
    const bin = 'station' in scope ? 's.bin' : 'null';
    const parts = [rollUp.base, rollUp.recent].map(
      ({ name }) => `select * from ${name} where hour >= ${hours[0]} and hour < ${hours.at(-1)} and ${cells}`,
    );
    return await this.#pool.rows(
      `with bucket as (${bucketSql(hours)}), cell as (${parts.join(' union all ')}), merged as (
         select hour, ${bin} as bin, s.stream as stream, ${mergeSql(rollUp)}
         from cell join (select * from series where ${series}) s on s.id = cell.series group by 1, 2, 3)
       select bucket, bin, stream, ${mergeSql(rollUp)}
       from merged join bucket using (hour) group by 1, 2, 3 order by 1, 2, 3`,
      values,
    );
  }

  #inScope(scope: StatisticsScope): SeriesInScope | undefined {
    if ('station' in scope) {
      const ids = this.#series.ofStation(scope.station).map(({ id }) => id);
      if (ids.length === 0) return undefined;
      const cells = `series between ${Math.min(...ids)} and ${Math.max(...ids)} and series in (${ids.join()})`;
      return { cells, series: `id in (${ids.join()})` };
    }
    if (scope.grids.length === 0) return undefined;
    const places = scope.grids.map((_grid, index) => `$${index + 1}`);
    return { cells: 'true', series: `grid in (${places.join()})`, values: [...scope.grids] };
  }
}

/** Conditions in SQL. */
interface SeriesInScope {
  /** Of the cells: numbers in the text let the engine skip what was stored for others. */
  cells: string;
  /** Of the dictionary. */
  series: string;
  values?: string[];
}

/** Throws `RangeError` for edges that the port does not allow. */
function hoursOf(edges: readonly number[]): number[] {
  const hours = edges.map((edge) => edge / HOUR_MS);
  const ascending = hours.every((hour, index) => index === 0 || hour > (hours[index - 1] ?? hour));
  if (hours.length < 2 || !ascending || !hours.every(Number.isSafeInteger)) {
    throw new RangeError(
      'cannot make statistics: expected two or more ascending edges, each on a whole hour',
    );
  }
  return hours;
}

/** One row for each hour of the range with the number of its bucket: edges come from the caller, so any calendar. */
function bucketSql(hours: readonly number[]): string {
  const starts = hours.slice(0, -1).join();
  const ends = hours.slice(1).join();
  return `select unnest(range(first, past))::integer as hour, bucket from (select unnest([${starts}]) as first,
    unnest([${ends}]) as past, unnest(range(${hours.length - 1}))::integer as bucket)`;
}

function groupOf(row: SqlRow): { bucket: number; stream: Stream; binId?: string } {
  const group = { bucket: Number(row.bucket), stream: String(row.stream) as Stream };
  return typeof row.bin === 'string' ? { ...group, binId: row.bin } : group;
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
