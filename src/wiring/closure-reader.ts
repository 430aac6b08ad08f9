// Where the API has the cases of the closure statistics from: alert events and emptyings of the history, limits and duty
// of the configuration, areas of the registry.
import type { HubConfig } from '../config/load-config.ts';
import type { AlertEventRow, EmptyingRow, HistoryStore, Page } from '../history/history.ts';
import type { Registry } from '../registry/registry.ts';
import type { ClosureReader } from '../statistics/closure.ts';
import {
  type CaseDesk,
  type CaseEmptying,
  type CaseEvent,
  closureCases,
} from '../watch/duty/closure-case.ts';
import type { Roster } from '../watch/duty/roster.ts';
import { settingsAt } from '../watch/rules/alert-settings.ts';

const WEEK_MS = 7 * 86_400_000;
const PAGE = 10_000;
/** Stations asked for at once: the history answers them one after the other anyway. */
const AT_ONCE = 8;

export interface ClosureParts {
  history: Pick<HistoryStore, 'alertEvents' | 'emptyings'>;
  registry: Registry;
  roster: Roster;
  config: Pick<HubConfig, 'alerts' | 'duty'>;
}

export function createClosureReader(parts: ClosureParts): ClosureReader {
  return {
    async cases({ grids, from, to }) {
      const range = { from: from - WEEK_MS, to, limit: PAGE };
      const events = await all((cursor) => parts.history.alertEvents({ ...range, grids, ...cursor }));
      const emptyings = await emptyingsOf(events, (station) =>
        all((cursor) => parts.history.emptyings({ ...range, station, ...cursor })),
      );
      return closureCases({ events, emptyings, deskOf: (place) => deskAt(place, parts) });
    },
  };
}

async function all<Row>(read: (cursor: { cursor?: string }) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: { cursor?: string } | undefined = {};
  while (cursor) {
    const { items, nextCursor }: Page<Row> = await read(cursor);
    for (const item of items) rows.push(item);
    cursor = nextCursor === undefined ? undefined : { cursor: nextCursor };
  }
  return rows;
}

/** The hub finds out later that a bin was emptied: the time is in the emptying. */
async function emptyingsOf(
  events: readonly AlertEventRow[],
  read: (station: string) => Promise<EmptyingRow[]>,
): Promise<CaseEmptying[]> {
  const stations = [
    ...new Set(events.filter(({ reason }) => reason === 'emptied').map(({ station }) => station)),
  ];
  const found: CaseEmptying[] = [];
  for (let i = 0; i < stations.length; i += AT_ONCE) {
    const answers = await Promise.all(stations.slice(i, i + AT_ONCE).map(read));
    for (const row of answers.flat()) found.push(row);
  }
  return found;
}

function deskAt(
  { station: id, grid, stream }: Pick<CaseEvent, 'station' | 'grid' | 'stream'>,
  { registry, roster, config }: ClosureParts,
): CaseDesk {
  const station = registry.station(id) ?? registry.formerStation(id);
  const place = { station: id, gridPath: registry.pathOf(grid), ...(stream && { stream }) };
  const { serviceHours: hours } = settingsAt(config.alerts, place);
  return {
    duty: config.duty,
    roster,
    serviceTime: { hours, zone: station?.zone ?? config.duty.zone },
    reportingMinutes: station?.reportingMinutes ?? 0,
  };
}
