// How a table is told once: the columns make the DDL and, column by column, the chunks that are appended. It must
// not know which tables there are.
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type CellValue, type ColumnCells, createCells } from './column-cells.ts';

/** DuckDB takes chunks of at most this many rows. */
const CHUNK_ROWS = 2048;

export interface Column<Row> {
  name: string;
  type: DuckDBType;
  /** Null where the row has no value. */
  of: (row: Row) => CellValue;
}

export interface Table<Row> {
  name: string;
  columns: readonly Column<Row>[];
}

export function column<Row>(name: string, type: DuckDBType, of: (row: Row) => CellValue): Column<Row> {
  return { name, type, of };
}

export function createTableSql(table: Table<never>): string {
  const columns = table.columns.map(({ name, type }) => `${name} ${type}`);
  return `create table if not exists ${table.name} (${columns.join(', ')})`;
}

/** For those that the table may lack; they stand at its end. */
export function addColumnsSql(table: Table<never>, names: readonly string[]): string[] {
  return table.columns
    .filter(({ name }) => names.includes(name))
    .map(({ name, type }) => `alter table ${table.name} add column if not exists ${name} ${type}`);
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
  const capacity = Math.min(rows.length, CHUNK_ROWS);
  const cells = table.columns.map(({ type }) => createCells(type.typeId, capacity));
  const appender = await connection.createAppender(table.name);
  try {
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      appender.appendDataChunk(chunkOf(table, cells, rows, start));
    }
  } finally {
    appender.closeSync();
  }
}

/** Of the rows from `start` on, as many as a chunk takes. */
function chunkOf<Row>(
  { columns }: Table<Row>,
  cells: readonly ColumnCells[],
  rows: readonly Row[],
  start: number,
): DuckDBDataChunk {
  const count = Math.min(rows.length - start, CHUNK_ROWS);
  const types = columns.map(({ type }) => type);
  const chunk = DuckDBDataChunk.create(types, count);
  columns.forEach(({ of }, index) => {
    const column = cells[index] as ColumnCells;
    for (let row = 0; row < count; row++) column.set(row, of(rows[start + row] as Row));
    column.moveTo(duckdb.data_chunk_get_vector(chunk.chunk, index), count);
  });
  return chunk;
}
