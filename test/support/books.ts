// Holds the books of the stations against what the hub answers. The stations' books are the judge.
import { figure } from './figures.ts';
import type { HubApi } from './hub-api.ts';
import type { LoadClient } from './load-client.ts';

/** What a station knows of its messages. */
export type StationBooks = Pick<LoadClient, 'station' | 'bootId' | 'dropOffs' | 'fillLevels' | 'acked'>;

/** What is wrong, station by station; all of it empty or 0 in a sound hub. */
export interface Discrepancies {
  /** Acknowledged and not stored. */
  lost: string[];
  /** Stored and never sent, or with another value. */
  invented: string[];
  storedTwice: string[];
  /** Numbers that the hub says never came. */
  missing: number;
  /** Messages stored that the hub does not count as received, or the other way round. */
  uncounted: number;
  /** By how much the statistics differ from what is stored. */
  statisticsOff: { dropOffs: number; weightKg: number };
}

export const NO_DISCREPANCIES: Discrepancies = {
  lost: [],
  invented: [],
  storedTwice: [],
  missing: 0,
  uncounted: 0,
  statisticsOff: { dropOffs: 0, weightKg: 0 },
};

interface Row {
  bootId: string;
  seq: number;
  binId: string;
  weightKg: number;
  fillLevel: number;
}

/** For the table: how many messages this test is about. */
export function noteAcked(clients: readonly StationBooks[]): void {
  figure(
    'acknowledged',
    clients.reduce((sum, { acked }) => sum + acked.size, 0),
  );
}

/** Asks the hub for everything once its history has caught up. */
export async function compareBooks(hub: HubApi, clients: readonly StationBooks[]): Promise<Discrepancies> {
  await hub.historyCaughtUp();
  const each = await Promise.all(clients.map((client) => compareStation(hub, client)));
  return each.reduce((sum, one) => ({
    lost: [...sum.lost, ...one.lost],
    invented: [...sum.invented, ...one.invented],
    storedTwice: [...sum.storedTwice, ...one.storedTwice],
    missing: sum.missing + one.missing,
    uncounted: sum.uncounted + one.uncounted,
    statisticsOff: {
      dropOffs: sum.statisticsOff.dropOffs + one.statisticsOff.dropOffs,
      weightKg: sum.statisticsOff.weightKg + one.statisticsOff.weightKg,
    },
  }));
}

async function compareStation(hub: HubApi, client: StationBooks): Promise<Discrepancies> {
  const path = `/api/v1/stations/${client.station}`;
  const { dropOffs, levels } = await rowsOf(hub, client.station);
  const delivery = await hub.get<{ received: number; missing: number }>(`${path}/delivery`);
  const { totals } = await hub.get<{ totals: { dropOffs: number; weightKg: number } }>(`${path}/statistics`);

  const rows = [...dropOffs, ...levels];
  return {
    ...compareRows(rows, client),
    missing: delivery.missing,
    uncounted: Math.abs(new Set(rows.map(({ seq }) => seq)).size - delivery.received),
    statisticsOff: {
      dropOffs: totals.dropOffs - dropOffs.length,
      weightKg: totals.weightKg - dropOffs.reduce((sum, { weightKg }) => sum + weightKg, 0),
    },
  };
}

/** Of messages dated in a period; `to` is not in it. */
export interface Period {
  from: number;
  to: number;
}

/** The rows of a period against the books of the stations that sent in it; for runs too long to ask for all at once. */
export async function comparePeriod(
  hub: HubApi,
  clients: readonly StationBooks[],
  period: Period,
): Promise<RowDiscrepancies> {
  const sum: RowDiscrepancies = { lost: [], invented: [], storedTwice: [] };
  for (const client of clients) {
    const { dropOffs, levels } = await rowsOf(hub, client.station, period);
    const one = compareRows([...dropOffs, ...levels], client);
    for (const kind of ['lost', 'invented', 'storedTwice'] as const) sum[kind].push(...one[kind]);
  }
  return sum;
}

type RowDiscrepancies = Pick<Discrepancies, 'lost' | 'invented' | 'storedTwice'>;

async function rowsOf(hub: HubApi, station: string, period?: Period) {
  const path = `/api/v1/stations/${station}`;
  const query = period ? `?from=${period.from}&to=${period.to}` : '';
  const dropOffs = await hub.list<Row>(`${path}/drop-offs${query}`);
  const levels = await hub.list<Row>(`${path}/fill-levels${query}`);
  return { dropOffs, levels };
}

function compareRows(rows: readonly Row[], client: StationBooks): RowDiscrepancies {
  const name = ({ bootId, seq, binId }: Row) => `${client.station}/${bootId}/${seq}/${binId}`;
  const stored = new Set(rows.map(({ seq }) => seq));
  const wasSent = ({ bootId, seq, weightKg, fillLevel }: Row) =>
    bootId === client.bootId &&
    (client.dropOffs.get(seq) ?? client.fillLevels.get(seq)) === (weightKg ?? fillLevel);
  return {
    lost: [...client.acked].filter((seq) => !stored.has(seq)).map((seq) => `${client.station}/${seq}`),
    invented: rows.filter((row) => !wasSent(row)).map(name),
    storedTwice: repeated(rows.map(name)),
  };
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
