// Which of the hub's conclusions a table has already: they may stand in the journal twice, and count once. Without an
// index, which would be kept up with each write: only the days around the new rows are looked at.
import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { DerivedEntry } from '../../model/entry.ts';
import type { Placed } from './raw-tables.ts';
import type { Table } from './table.ts';
import { whole } from './whole.ts';

/** Found again, an emptying may be dated otherwise by what people said; never further away than this. */
const AROUND_MS = 2 * 86_400_000;

/** Those whose id the table does not have, each once. Within the transaction that appends them. */
export async function withoutKnown<Entry extends DerivedEntry>(
  connection: DuckDBConnection,
  table: Table<Placed<Entry>>,
  rows: readonly Placed<Entry>[],
): Promise<readonly Placed<Entry>[]> {
  if (rows.length === 0) return rows;
  const fresh = new Map<string, Placed<Entry>>();
  for (const row of rows) if (!fresh.has(row.reading.id)) fresh.set(row.reading.id, row);
  for (const id of await knownIds(connection, table.name, [...fresh.values()])) fresh.delete(id);
  return [...fresh.values()];
}

async function knownIds(
  connection: DuckDBConnection,
  table: string,
  rows: readonly Placed<DerivedEntry>[],
): Promise<string[]> {
  const times = rows.map(({ reading }) => reading.at);
  const from = whole(times.reduce((a, b) => Math.min(a, b)) - AROUND_MS);
  const to = whole(times.reduce((a, b) => Math.max(a, b)) + AROUND_MS);
  const reader = await connection.runAndReadAll(
    `select id from ${table} where time_ms between ${from} and ${to} and id in (select unnest($1))`,
    [listValue(rows.map(({ reading }) => reading.id))],
    [LIST(VARCHAR)],
  );
  return reader.getRowsJS().map(([id]) => String(id));
}
