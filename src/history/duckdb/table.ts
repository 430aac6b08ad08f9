// How a table is told once: the columns make the DDL and, column by column, the chunks that are appended. It must
// not know which tables there are.
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** DuckDB takes chunks of at most this many rows. */
const CHUNK_ROWS = 2048;

export interface Column<Row> {
  name: string;
  type: DuckDBType;
  /** Null where the row has no value. */
  of: (row: Row) => DuckDBValue;
}

export interface Table<Row> {
  name: string;
  columns: readonly Column<Row>[];
}

export function column<Row>(name: string, type: DuckDBType, of: (row: Row) => DuckDBValue): Column<Row> {
  return { name, type, of };
}

export function createTableSql(table: Table<never>): string {
  const columns = table.columns.map(({ name, type }) => `${name} ${type}`);
  return `create table if not exists ${table.name} (${columns.join(', ')})`;
}

/**
 * Appends rows within the transaction of the connection. Whole chunks with typed columns: a third of the cost of
 * appending value by value.
 */
export async function appendRows<Row>(
  connection: DuckDBConnection,
  table: Table<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table.name);
  try {
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      appender.appendDataChunk(chunkOf(table, rows.slice(start, start + CHUNK_ROWS)));
    }
  } finally {
    appender.closeSync();
  }
}

function chunkOf<Row>({ columns }: Table<Row>, rows: readonly Row[]): DuckDBDataChunk {
  const types = columns.map(({ type }) => type);
  const chunk = DuckDBDataChunk.create(types, rows.length);
  columns.forEach(({ of }, index) => {
    const vector = chunk.getColumnVector(index);
    let place = 0;
    for (const row of rows) vector.setItem(place++, of(row));
    vector.flush();
  });
  return chunk;
}
