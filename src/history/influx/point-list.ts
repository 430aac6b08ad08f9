// A list of points, page after page by key, in the order of every history store. The server knows no such order within a
// millisecond, so a millisecond is always taken whole. It must not know what is listed.
import type { Page } from '../history.ts';
import { type PageKey, writePageCursor } from '../page-cursor.ts';
import { name, statement, within } from './influxql.ts';
import type { Point } from './point-values.ts';
import type { InfluxServer } from './server.ts';

export interface PointList<Row> {
  measurement: string;
  columns: readonly string[];
  keyOf: (point: Point) => PageKey;
  readCursor: (cursor: string) => PageKey;
  toRow: (point: Point) => Row;
}

export interface PointQuery {
  where: readonly string[];
  /** Half-open, milliseconds since 1970 UTC. */
  from: number;
  to: number;
  limit: number;
  cursor?: string | undefined;
}

/** Time is searched in growing slices: a page costs what it shows, and opens few of the server's files. */
const FIRST_SLICE_MS = 86_400_000;
const SLICE_GROWTH = 8;
/** Asked for beyond the page, so that its last millisecond is mostly whole. */
const SPARE_ROWS = 64;

export type Asker = Pick<InfluxServer, 'query'>;
type Search = Omit<PointQuery, 'cursor'>;

export async function pageOf<Row>(
  server: Asker,
  list: PointList<Row>,
  query: PointQuery,
): Promise<Page<Row>> {
  const search = new PointSearch(server, list);
  const found = await search.collect(query);
  const points = found.slice(0, query.limit);
  const items = points.map(list.toRow);
  const last = points.at(-1);
  if (found.length <= query.limit || !last) return { items };
  return { items, nextCursor: writePageCursor(list.keyOf(last)) };
}

class PointSearch<Row> {
  readonly #server: Asker;
  readonly #list: PointList<Row>;

  constructor(server: Asker, list: PointList<Row>) {
    this.#server = server;
    this.#list = list;
  }

  /** One more than the page shows, if there are as many. */
  async collect({ where, to, limit, cursor, ...query }: PointQuery): Promise<Point[]> {
    const after = cursor === undefined ? undefined : this.#list.readCursor(cursor);
    const isBehind = (point: Point) => !after || compareKeys(this.#list.keyOf(point), after) > 0;
    const found: Point[] = [];
    let from = Math.max(query.from, after?.[0] ?? query.from);
    let sliceMs = FIRST_SLICE_MS;
    while (from < to && found.length <= limit) {
      const slice = { where, from, to: Math.min(to, from + sliceMs), limit: limit + 1 - found.length };
      const { points, searchedTo } = await this.#search(slice);
      found.push(...points.filter(isBehind));
      if (searchedTo === slice.to) sliceMs *= SLICE_GROWTH;
      from = searchedTo;
    }
    return found;
  }

  /** At least `limit` points, or all up to the end, in order. */
  async #search(search: Search): Promise<{ points: Point[]; searchedTo: number }> {
    const limit = search.limit + SPARE_ROWS;
    const points = await this.#points({ ...search, limit });
    const cutAt = points.at(-1)?.get('at');
    if (points.length < limit || typeof cutAt !== 'number') {
      return { points: this.#sorted(points), searchedTo: search.to };
    }
    const whole = points.filter((point) => point.get('at') !== cutAt);
    if (whole.length >= search.limit) return { points: this.#sorted(whole), searchedTo: cutAt };
    const { where } = search;
    const ofOneTime = await this.#points({ where, from: cutAt, to: cutAt + 1 });
    return { points: this.#sorted([...whole, ...ofOneTime]), searchedTo: cutAt + 1 };
  }

  async #points({ where, from, to, limit }: Omit<Search, 'limit'> & { limit?: number }): Promise<Point[]> {
    const { measurement, columns } = this.#list;
    const asked = statement({
      select: columns.map(name),
      measurement,
      where: [...where, within(from, to)],
      ...(limit !== undefined && { limit }),
    });
    const [series] = await this.#server.query('raw', asked);
    const names = ['at', ...(series?.columns.slice(1) ?? [])];
    return (series?.values ?? []).map(
      (values) => new Map(values.map((value, index) => [names[index] ?? '', value])),
    );
  }

  #sorted(points: readonly Point[]): Point[] {
    const { keyOf } = this.#list;
    return points.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  }
}

/** Of keys of one list. */
function compareKeys(a: PageKey, b: PageKey): number {
  const place = a.findIndex((part, index) => part !== b[index]);
  const [ours, theirs] = [a[place], b[place]];
  if (ours === undefined || theirs === undefined) return 0;
  return ours < theirs ? -1 : 1;
}
