// What each kind of history store is told, from the configuration. Secrets are among it: it is never logged.
import { join } from 'node:path';
import type { HubConfig } from '../config/load-config.ts';
import type { HistoryKindOptions, HistoryStoreOptions } from '../history/index.ts';

/** Of the kind that is configured. `dataFolder`: of the hub. */
export function historyStoreOptions(config: HubConfig, dataFolder: string): HistoryStoreOptions {
  return config.influx ? influxOptions(config, dataFolder) : duckDbOptions(config, dataFolder);
}

export function duckDbOptions(
  { history, ingest }: HubConfig,
  dataFolder: string,
): HistoryKindOptions['duckdb'] {
  const { memoryLimitMb, threads, retentionDays } = history;
  const { accuracyConfidence } = ingest;
  const folder = join(dataFolder, 'history');
  return { kind: 'duckdb', folder, memoryLimitMb, threads, retentionDays, accuracyConfidence };
}

/** The configuration must have been read for InfluxDB. */
export function influxOptions(
  { influx, ingest }: HubConfig,
  dataFolder: string,
): HistoryKindOptions['influx'] {
  if (!influx) throw new TypeError('cannot use InfluxDB: the configuration was read for another history');
  const { accuracyConfidence } = ingest;
  return { kind: 'influx', folder: join(dataFolder, 'history/influx'), ...influx, accuracyConfidence };
}
