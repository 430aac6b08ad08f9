// Creates the tables of a new store and refuses those of a newer hub.
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreUnavailable } from '../history.ts';
import {
  DROP_OFF,
  EMPTIED,
  FILL_LEVEL,
  STATION_EVENT,
  STATION_STATUS,
  STATION_VITALS,
} from './raw-tables.ts';
import { ROLL_UPS } from './roll-ups.ts';
import { SERIES } from './series.ts';
import { createTableSql, type Table } from './table.ts';

/** Raised with every change of the tables that needs a migration. */
const SCHEMA_VERSION = 1;

/** No primary keys and no indexes: they are kept up with each write; the journal's cursor guards against repeats. */
export async function ensureSchema(connection: DuckDBConnection): Promise<void> {
  const found = await schemaVersion(connection);
  if (found === SCHEMA_VERSION) return;
  if (found !== undefined) {
    throw new StoreUnavailable(
      `cannot open the history: its tables have version ${found}, this hub knows ${SCHEMA_VERSION}; start the hub that wrote it`,
    );
  }
  await connection.run(`begin; ${newTables().join('; ')}; commit`);
}

async function schemaVersion(connection: DuckDBConnection): Promise<number | undefined> {
  const tables = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where table_name = 'history_version'",
  );
  if (tables.currentRowCount === 0) return undefined;
  const reader = await connection.runAndReadAll('select version from history_version');
  return Number(reader.getRowsJS()[0]?.[0]);
}

const TABLES: readonly Table<never>[] = [
  SERIES,
  DROP_OFF,
  FILL_LEVEL,
  STATION_VITALS,
  EMPTIED,
  STATION_EVENT,
  STATION_STATUS,
  ...ROLL_UPS.flatMap(({ base, recent }): Table<never>[] => [base, recent]),
];

function newTables(): string[] {
  return [
    ...TABLES.map(createTableSql),
    'create table settled_week (roll_up varchar, week integer, row_count bigint, settled_ms bigint)',
    'create table journal_cursor (journal_id varchar, journal_position bigint)',
    'create table history_version (version integer)',
    `insert into history_version values (${SCHEMA_VERSION})`,
  ];
}
