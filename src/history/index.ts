// The registry of history stores: one line for each kind. A new store is a folder and a line here.
import { DuckDbHistory, type DuckDbHistoryOptions } from './duckdb/duckdb-history.ts';
import { type HistoryStore, StoreUnavailable } from './history.ts';
import type { InfluxOptions } from './influx/options.ts';

export interface HistoryKindOptions {
  duckdb: { kind: 'duckdb' } & DuckDbHistoryOptions;
  influx: InfluxOptions;
}
export type HistoryStoreOptions = HistoryKindOptions[keyof HistoryKindOptions];

const STORES: { [Kind in keyof HistoryKindOptions]: (options: HistoryKindOptions[Kind]) => HistoryStore } = {
  duckdb: (options) => new DuckDbHistory(options),
  influx: ({ url }) => {
    throw new StoreUnavailable(`cannot open the history in ${url}: this build has no InfluxDB store`);
  },
};

export async function openHistoryStore(options: HistoryStoreOptions): Promise<HistoryStore> {
  const create = STORES[options.kind] as (options: HistoryStoreOptions) => HistoryStore;
  const store = create(options);
  await store.open();
  return store;
}
