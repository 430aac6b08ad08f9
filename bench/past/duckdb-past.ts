// Gives a hub's embedded history a past. The position of the journal in it stays what the hub wrote.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckDbHistory } from '../../src/history/duckdb/duckdb-history.ts';
import { daySql, daysOf, type Past, seriesSql } from './past-sql.ts';
import type { PastOptions, PastStore } from './past-store.ts';

const MEMORY_LIMIT = '1GB';
const WEEK_MS = 7 * 86_400_000;
const FILE = 'history.duckdb';

export const duckDbPast: PastStore = {
  environment: {},
  async make(options) {
    const folder = folderOf(options.dataFolder);
    await insertRows(join(folder, FILE), options);
    await settle(folder, options.past);
  },
  sizeMb: (dataFolder) => statSync(join(folderOf(dataFolder), FILE)).size / 1e6,
  async close() {},
};

function folderOf(dataFolder: string): string {
  return join(dataFolder, 'history');
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
