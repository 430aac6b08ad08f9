// The recorded readings of a running hub, by the routes of its API over the control socket.
import { askHub } from '../control/control-client.ts';
import { createHubDesk } from '../control/hub-desk.ts';
import type { DropOffRow, FillLevelRow, Page, ReadingQuery } from '../history/history.ts';
import type { PastReadings } from './past-readings.ts';

type Kind = 'fill-levels' | 'drop-offs';
/** Times are text in answers of the API. */
type Shown<Row> = Omit<Row, 'at' | 'receivedAt'> & { at: string; receivedAt: string };

/** Throws `NoHubRunning` at the first question when there is none. */
export function createHubReadings(socketPath: string): PastReadings {
  const desk = createHubDesk(socketPath);

  async function ask<Row>(
    kind: Kind,
    { station, from, to, limit, cursor }: ReadingQuery,
  ): Promise<Page<Row>> {
    const query = new URLSearchParams({ from: String(from), to: String(to), limit: String(limit) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const path = `/api/v1/stations/${encodeURIComponent(station)}/${kind}?${query}`;
    const { status, body } = await askHub(socketPath, { method: 'GET', path });
    if (status !== 200)
      throw new Error(`cannot read the ${kind} of ${station}: the hub answered with status ${status}`);
    const page = body as Page<Shown<Row>>;
    return { ...page, items: page.items.map((row) => withTimes<Row>(row)) };
  }

  return {
    stations: () => desk.stations(),
    areas: () => desk.areas(),
    fillLevels: (query) => ask<FillLevelRow>('fill-levels', query),
    dropOffs: (query) => ask<DropOffRow>('drop-offs', query),
    close: () => desk.close(),
  };
}

function withTimes<Row>(row: Shown<Row>): Row {
  return { ...row, at: Date.parse(row.at), receivedAt: Date.parse(row.receivedAt) } as Row;
}
