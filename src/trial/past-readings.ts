// The port behind `rules try`: the town and its recorded readings, the same whether a hub runs (hub-readings.ts) or
// its data folder is opened.
import type { DropOffRow, FillLevelRow, Page, ReadingQuery } from '../history/history.ts';
import type { Area, Station } from '../model/station.ts';

export interface PastReadings {
  /** Those in service. */
  stations(): Promise<Station[]>;
  areas(): Promise<Area[]>;
  /** As of the history store. */
  fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>>;
  dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>>;
  close(): Promise<void>;
}

const PAGE = 1_000;
/** What a store that keeps all stations by time looks through at once: pages over many days would go through it again. */
const SLICE_MS = 24 * 3_600_000;

type Period = Pick<ReadingQuery, 'station' | 'from' | 'to'>;
type List<Row> = (query: ReadingQuery) => Promise<Page<Row>>;

/** In order of time. */
export async function allRows<Row>(list: List<Row>, { station, from, to }: Period): Promise<Row[]> {
  const slices: Promise<Row[]>[] = [];
  for (let start = from; start < to; start += SLICE_MS) {
    slices.push(rowsOf(list, { station, from: start, to: Math.min(to, start + SLICE_MS) }));
  }
  return (await Promise.all(slices)).flat();
}

/** Page after page. */
async function rowsOf<Row>(list: List<Row>, period: Period): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...period, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}
