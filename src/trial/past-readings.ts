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

/** All pages, by one row after the other in order of time. */
export async function allRows<Row>(
  list: (query: ReadingQuery) => Promise<Page<Row>>,
  period: Pick<ReadingQuery, 'station' | 'from' | 'to'>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...period, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}
