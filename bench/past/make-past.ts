// Gives a hub's data folder a past. The hub itself has made the folder, so its journal (empty) and its history belong
// together, and the journal's position in the history stays what the hub wrote. The hub must not run.
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckDbHistory } from '../../src/history/duckdb/duckdb-history.ts';
import { daySql, daysOf, type Past, seriesSql } from './past-sql.ts';

const MEMORY_LIMIT = '1GB';
const WEEK_MS = 7 * 86_400_000;

export interface PastOptions {
  /** The hub's data folder. */
  dataFolder: string;
  past: Past;
  stations: readonly { id: string; grid: string }[];
  onDay: (done: number, days: number) => void;
}

export async function makePast(options: PastOptions): Promise<void> {
  const folder = join(options.dataFolder, 'history');
  await insertRows(join(folder, 'history.duckdb'), options);
  await settle(folder, options.past);
}

async function insertRows(file: string, { past, stations, onDay }: PastOptions): Promise<void> {
  const instance = await DuckDBInstance.create(file, { memory_limit: MEMORY_LIMIT });
  const connection = await instance.connect();
  try {
    await connection.run(seriesSql(stations));
    const days = daysOf(past);
    for (const [number, day] of days.entries()) {
      await connection.run(`begin; ${daySql(past, day).join('; ')}; commit`);
      onDay(number + 1, days.length);
    }
    await connection.run('checkpoint');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The store's own housekeeping, as often as a hub would have called it since: it sorts one week of one roll-up a call. */
async function settle(folder: string, { from, to }: Past): Promise<void> {
  const store = new DuckDbHistory({ folder });
  await store.open();
  try {
    const calls = 2 * (Math.ceil((to - from) / WEEK_MS) + 1);
    for (let call = 0; call < calls; call++) await store.maintain(to);
  } finally {
    await store.close();
  }
}
