// The registry of history stores: one line for each kind. A new store is a folder and a line here.
import { DuckDbHistory, type DuckDbHistoryOptions } from './duckdb/duckdb-history.ts';
import { openDuckDbExport } from './duckdb/export.ts';
import type { HistoryStore } from './history.ts';
import { openInfluxImport } from './influx/import.ts';
import { InfluxHistory } from './influx/influx-history.ts';
import type { InfluxOptions } from './influx/options.ts';
import { probeInflux } from './influx/probe.ts';

export interface HistoryKindOptions {
  duckdb: { kind: 'duckdb' } & DuckDbHistoryOptions;
  influx: InfluxOptions;
}
export type HistoryStoreOptions = HistoryKindOptions[keyof HistoryKindOptions];

const STORES: { [Kind in keyof HistoryKindOptions]: (options: HistoryKindOptions[Kind]) => HistoryStore } = {
  duckdb: (options) => new DuckDbHistory(options),
  influx: (options) => new InfluxHistory(options),
};

export async function openHistoryStore(options: HistoryStoreOptions): Promise<HistoryStore> {
  const create = STORES[options.kind] as (options: HistoryStoreOptions) => HistoryStore;
  const store = create(options);
  await store.open();
  return store;
}

/** What a person must mend before the hub can work with the store, in sentences. What is embedded opens or does not. */
export async function faultsOfStore(options: HistoryStoreOptions): Promise<readonly string[]> {
  return options.kind === 'influx' ? (await probeInflux(options)).faults : [];
}

// For the commands: a store that can be copied, one that takes a copy, and what only InfluxDB has.
export const openCopySource = openDuckDbExport;
export const openCopyTarget = openInfluxImport;
export { type ProbeReport, probeInflux } from './influx/probe.ts';
export { setUpInflux } from './influx/setup.ts';
