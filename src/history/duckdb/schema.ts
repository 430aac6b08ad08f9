// Creates the tables of a new store, brings those of an older hub up to date, refuses those of a newer one.
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreUnavailable } from '../history.ts';
import { ALERT_EVENT, EMPTYING } from './derived-tables.ts';
import { inTransaction } from './maintenance.ts';
import {
  DROP_OFF,
  EMPTIED,
  FILL_LEVEL,
  HUB_HEALTH,
  STATION_EVENT,
  STATION_STATUS,
  STATION_VITALS,
} from './raw-tables.ts';
import { ROLL_UPS } from './roll-ups.ts';
import { SERIES } from './series.ts';
import { addColumnsSql, createTableSql, type Table } from './table.ts';

/** Raised with every change of the tables that needs a migration. */
const SCHEMA_VERSION = 4;

/** What a store of that version lacks of the next one. */
const MIGRATIONS: ReadonlyMap<number, readonly string[]> = new Map([
  [1, [createTableSql(HUB_HEALTH)]],
  [2, [createTableSql(EMPTYING), createTableSql(ALERT_EVENT)]],
  [3, addColumnsSql(ALERT_EVENT, ['to_person', 'until_ms', 'external_case', 'details'])],
]);

/** No primary keys and no indexes: they are kept up with each write; the journal's cursor guards against repeats. */
export async function ensureSchema(connection: DuckDBConnection): Promise<void> {
  const found = await schemaVersion(connection);
  if (found === undefined) await runWhole(connection, newTables());
  else await migrate(connection, found);
}

/** Step by step, each whole or not at all: a process that dies between two goes on with the next. */
async function migrate(connection: DuckDBConnection, found: number): Promise<void> {
  for (let version = found; version !== SCHEMA_VERSION; version += 1) {
    const statements = MIGRATIONS.get(version);
    if (!statements) {
      throw new StoreUnavailable(
        `cannot open the history: its tables have version ${found}, this hub knows ${SCHEMA_VERSION}; start the hub that wrote it`,
      );
    }
    await runWhole(connection, [...statements, `update history_version set version = ${version + 1}`]);
  }
}

async function runWhole(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  await inTransaction(connection, () => connection.run(statements.join('; ')));
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
  HUB_HEALTH,
  EMPTYING,
  ALERT_EVENT,
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
