// Lists of raw points of one station, page after page by key, in the order of every history store: time, boot, number,
// index. The server knows no such order within a millisecond, so a millisecond is always taken whole.
import type { TimeSource } from '../../model/reading.ts';
import type { RecognisedStream, Stream } from '../../model/stream.ts';
import type { DropOffRow, FillLevelRow, Page, ReadingQuery } from '../history.ts';
import { type PageKey, readPageCursor, writePageCursor } from '../page-cursor.ts';
import { equalsAny, name, statement, within } from './influxql.ts';
import type { InfluxServer } from './server.ts';

/** Time is searched in growing slices: a page costs what it shows, and opens few of the server's files. */
const FIRST_SLICE_MS = 86_400_000;
const SLICE_GROWTH = 8;
/** Asked for beyond the page, so that its last millisecond is mostly whole. */
const SPARE_ROWS = 64;

type Asker = Pick<InfluxServer, 'query'>;
type Value = string | number | boolean | null;
/** A point by column, with `at`, its time. */
type Point = ReadonlyMap<string, Value>;

interface List<Row> {
  measurement: string;
  fields: readonly string[];
  toRow: (point: Point) => Row;
}

interface Search {
  where: readonly string[];
  from: number;
  to: number;
  limit: number;
}

const COLUMNS = ['bin', 'stream', 'grid', 'boot_id', 'seq', 'received_ms', 'time_source'];

const DROP_OFFS: List<DropOffRow> = {
  measurement: 'drop_off',
  fields: ['weight_kg', 'recognised', 'confidence', 'label', 'household', 'evidence_id'],
  toRow: (point) => ({
    ...identityOf(point),
    weightKg: number(point, 'weight_kg') ?? null,
    ...present({
      recognisedStream: text(point, 'recognised') as RecognisedStream | undefined,
      confidence: number(point, 'confidence'),
      label: text(point, 'label'),
      household: text(point, 'household'),
      evidenceId: text(point, 'evidence_id'),
    }),
  }),
};

const FILL_LEVELS: List<FillLevelRow> = {
  measurement: 'fill_level',
  fields: [
    'bin_index',
    'fill_level',
    'quality',
    'distance_mm',
    'mass_kg',
    'temperature_c',
    'lid_open',
    'tilt_deg',
  ],
  toRow: (point) => ({
    ...identityOf(point),
    index: number(point, 'bin_index') ?? 0,
    fillLevel: number(point, 'fill_level') ?? 0,
    quality: number(point, 'quality') ?? 0,
    ...present({
      distanceMm: number(point, 'distance_mm'),
      massKg: number(point, 'mass_kg'),
      temperatureC: number(point, 'temperature_c'),
      lidOpen: flag(point, 'lid_open'),
      tiltDeg: number(point, 'tilt_deg'),
    }),
  }),
};

export class ReadingQueries {
  readonly #server: Asker;

  constructor(server: Asker) {
    this.#server = server;
  }

  dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    return this.#page(DROP_OFFS, query);
  }

  fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    return this.#page(FILL_LEVELS, query);
  }

  async #page<Row>(list: List<Row>, query: ReadingQuery): Promise<Page<Row>> {
    const after = query.cursor === undefined ? undefined : readPageCursor(query.cursor);
    const found = await this.#collect(list, query, after);
    const points = found.slice(0, query.limit);
    const items = points.map(list.toRow);
    const last = points.at(-1);
    if (found.length <= query.limit || !last) return { items };
    return { items, nextCursor: writePageCursor(keyOf(last)) };
  }

  /** One more than the page shows, if there are as many. */
  async #collect<Row>(list: List<Row>, query: ReadingQuery, after: PageKey | undefined): Promise<Point[]> {
    const { station, binId, to, limit } = query;
    const where = [equalsAny('station', [station]), ...(binId ? [equalsAny('bin', [binId])] : [])];
    const found: Point[] = [];
    let from = Math.max(query.from, after?.at ?? query.from);
    let sliceMs = FIRST_SLICE_MS;
    while (from < to && found.length <= limit) {
      const slice = { where, from, to: Math.min(to, from + sliceMs), limit: limit + 1 - found.length };
      const { points, searchedTo } = await this.#search(list, slice);
      found.push(...(after ? points.filter((point) => compareKeys(keyOf(point), after) > 0) : points));
      if (searchedTo === slice.to) sliceMs *= SLICE_GROWTH;
      from = searchedTo;
    }
    return found;
  }

  /** At least `limit` points, or all up to the end, in order. */
  async #search<Row>(list: List<Row>, search: Search): Promise<{ points: Point[]; searchedTo: number }> {
    const limit = search.limit + SPARE_ROWS;
    const points = await this.#points(list, { ...search, limit });
    const cutAt = points.at(-1)?.get('at');
    if (points.length < limit || typeof cutAt !== 'number') {
      return { points: points.toSorted(inOrder), searchedTo: search.to };
    }
    const whole = points.filter((point) => point.get('at') !== cutAt);
    if (whole.length >= search.limit) return { points: whole.toSorted(inOrder), searchedTo: cutAt };
    const { where } = search;
    const ofOneTime = await this.#points(list, { where, from: cutAt, to: cutAt + 1 });
    return { points: [...whole, ...ofOneTime].toSorted(inOrder), searchedTo: cutAt + 1 };
  }

  async #points<Row>(
    { measurement, fields }: List<Row>,
    { where, from, to, limit }: Omit<Search, 'limit'> & { limit?: number },
  ): Promise<Point[]> {
    const asked = statement({
      select: [...fields, ...COLUMNS].map(name),
      measurement,
      where: [...where, within(from, to)],
      ...(limit !== undefined && { limit }),
    });
    const [series] = await this.#server.query('raw', asked);
    const columns = ['at', ...(series?.columns.slice(1) ?? [])];
    return (series?.values ?? []).map(
      (values) => new Map(values.map((value, index) => [columns[index] ?? '', value])),
    );
  }
}

function keyOf(point: Point): PageKey {
  return {
    at: number(point, 'at') ?? 0,
    bootId: text(point, 'boot_id') ?? '',
    seq: number(point, 'seq') ?? 0,
    index: number(point, 'bin_index') ?? 0,
  };
}

function inOrder(a: Point, b: Point): number {
  return compareKeys(keyOf(a), keyOf(b));
}

function compareKeys(a: PageKey, b: PageKey): number {
  const byBoot = a.bootId === b.bootId ? 0 : a.bootId < b.bootId ? -1 : 1;
  return a.at - b.at || byBoot || a.seq - b.seq || a.index - b.index;
}

function identityOf(point: Point) {
  const { at, bootId, seq } = keyOf(point);
  return {
    binId: text(point, 'bin') ?? '',
    stream: text(point, 'stream') as Stream,
    grid: text(point, 'grid') ?? '',
    at,
    receivedAt: number(point, 'received_ms') ?? at,
    timeSource: text(point, 'time_source') as TimeSource,
    bootId,
    seq,
  };
}

function number(point: Point, column: string): number | undefined {
  const value = point.get(column);
  return typeof value === 'number' ? value : undefined;
}

function text(point: Point, column: string): string | undefined {
  const value = point.get(column);
  return typeof value === 'string' ? value : undefined;
}

function flag(point: Point, column: string): boolean | undefined {
  const value = point.get(column);
  return typeof value === 'boolean' ? value : undefined;
}

/** Without the fields that have no value. */
function present<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
