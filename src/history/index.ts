// The registry of history stores: one line for each kind. A new store is a folder and a line here.
import { DuckDbHistory, type DuckDbHistoryOptions } from './duckdb/duckdb-history.ts';
import type { HistoryStore } from './history.ts';

export type HistoryStoreOptions = { kind: 'duckdb' } & DuckDbHistoryOptions;

const STORES = {
  duckdb: (options: HistoryStoreOptions): HistoryStore => new DuckDbHistory(options),
};

export async function openHistoryStore(options: HistoryStoreOptions): Promise<HistoryStore> {
  const store = STORES[options.kind](options);
  await store.open();
  return store;
}
