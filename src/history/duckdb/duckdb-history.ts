// The embedded history store: one DuckDB file with raw rows, hourly roll-ups and the journal's cursor, written in one
// transaction. Lives in one thread; others ask it by message.
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { textOf } from '../../journal/applier.ts';
import type { Entry, JournalCursor } from '../../model/entry.ts';
import type {
  AlertEventQuery,
  AlertEventRow,
  DropOffCell,
  DropOffRow,
  EmptyingRow,
  FillLevelCell,
  FillLevelRow,
  HistoryStore,
  Page,
  ReadingQuery,
  StatisticsQuery,
} from '../history.ts';
import { StoreUnavailable } from '../history.ts';
import { Batch } from './batch.ts';
import { DerivedQueries } from './derived-queries.ts';
import { inTransaction, Maintenance, type RetentionDays } from './maintenance.ts';
import { openDatabase } from './open.ts';
import { QueryPool } from './query-pool.ts';
import { ReadingQueries } from './reading-queries.ts';
import { ensureSchema } from './schema.ts';
import { SeriesDictionary } from './series.ts';
import { StatisticsQueries } from './statistics-queries.ts';

export interface DuckDbHistoryOptions {
  /** Holds `history.duckdb`; made if it is not there. */
  folder: string;
  /** Bound of the engine's own memory. 256 */
  memoryLimitMb?: number;
  /** Threads of the engine. 2 */
  threads?: number;
  /** Raw deposits and the hub's health 90 days, all else without end. */
  retentionDays?: RetentionDays;
  /** From which confidence on a recognition counts as decided. 0.6 */
  accuracyConfidence?: number;
  /** A question that takes longer is cut. 30,000 */
  queryTimeoutMs?: number;
  /** What a person must know: damage put aside, a checkpoint that keeps failing. */
  onTrouble?: (trouble: string) => void;
}

interface OpenStore {
  instance: DuckDBInstance;
  writer: DuckDBConnection;
  pool: QueryPool;
  series: SeriesDictionary;
  readings: ReadingQueries;
  derived: DerivedQueries;
  statistics: StatisticsQueries;
  maintenance: Maintenance;
}

const QUERY_CONNECTIONS = 2;
/** The engine's words for it: then no row is at fault, and all of them are written when there is room. */
const DISK_REFUSES = /IO Error|Could not (?:write|sync|truncate)|No space left on device|Input\/output error/;
/** A checkpoint that failed is tried again by every `maintain`; from then on a person is told. */
const TELL_AFTER_MS = 5 * 60_000;

export class DuckDbHistory implements HistoryStore {
  readonly #options: DuckDbHistoryOptions;
  #store: OpenStore | undefined;
  #cursor: JournalCursor | undefined;
  #checkpointed: JournalCursor | undefined;
  #checkpointFailingSince: number | undefined;

  constructor(options: DuckDbHistoryOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { folder, memoryLimitMb = 256, threads = 2, onTrouble = () => undefined } = this.#options;
    const file = join(folder, 'history.duckdb');
    const instance = await openDatabase({ file, memoryLimitMb, threads, onTrouble });
    try {
      this.#store = await this.#connect(instance);
      this.#cursor = await readCursor(this.#store.writer);
    } catch (cause) {
      instance.closeSync();
      throw cause;
    }
  }

  async cursor(): Promise<JournalCursor | undefined> {
    return this.#cursor;
  }

  async write(entries: readonly Entry[], cursor: JournalCursor): Promise<void> {
    const { writer, series } = this.#opened();
    const batch = new Batch(series, this.#options.accuracyConfidence ?? 0.6);
    try {
      for (const entry of entries) batch.add(entry);
      await inTransaction(writer, async () => {
        await batch.append(writer);
        await writeCursor(writer, cursor, this.#cursor !== undefined);
      });
    } catch (cause) {
      series.forget();
      if (DISK_REFUSES.test(String(cause)))
        throw new StoreUnavailable(`cannot write the history: ${textOf(cause)}`, { cause });
      throw cause;
    }
    series.keep();
    this.#cursor = cursor;
  }

  async maintain(now: number): Promise<JournalCursor | undefined> {
    await this.#opened().maintenance.run(now);
    await this.#checkpoint(now);
    return this.#checkpointed;
  }

  async dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    return await this.#opened().readings.dropOffs(query);
  }

  async fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    return await this.#opened().readings.fillLevels(query);
  }

  async emptyings(query: ReadingQuery): Promise<Page<EmptyingRow>> {
    return await this.#opened().derived.emptyings(query);
  }

  async alertEvents(query: AlertEventQuery): Promise<Page<AlertEventRow>> {
    return await this.#opened().derived.alertEvents(query);
  }

  async dropOffStatistics(query: StatisticsQuery): Promise<DropOffCell[]> {
    return await this.#opened().statistics.dropOffs(query);
  }

  async fillLevelStatistics(query: StatisticsQuery): Promise<FillLevelCell[]> {
    return await this.#opened().statistics.fillLevels(query);
  }

  async close(): Promise<void> {
    const store = this.#store;
    if (!store) return;
    this.#store = undefined;
    store.pool.close();
    store.writer.closeSync();
    store.instance.closeSync();
  }

  async #connect(instance: DuckDBInstance): Promise<OpenStore> {
    const writer = await instance.connect();
    try {
      return await this.#prepare(instance, writer);
    } catch (cause) {
      writer.closeSync();
      throw cause;
    }
  }

  async #prepare(instance: DuckDBInstance, writer: DuckDBConnection): Promise<OpenStore> {
    await ensureSchema(writer);
    const series = await SeriesDictionary.load(writer);
    const pool = await QueryPool.open(instance, QUERY_CONNECTIONS, this.#options.queryTimeoutMs ?? 30_000);
    return {
      instance,
      writer,
      pool,
      series,
      readings: new ReadingQueries(pool, series),
      derived: new DerivedQueries(pool),
      statistics: new StatisticsQueries(pool, series),
      maintenance: new Maintenance(writer, { dropOff: 90, health: 90, ...this.#options.retentionDays }),
    };
  }

  /** Fails while a question still reads rows that were deleted since: nothing is lost, the next call tries again. */
  async #checkpoint(now: number): Promise<void> {
    try {
      await this.#opened().writer.run('checkpoint');
      this.#checkpointed = this.#cursor;
      this.#checkpointFailingSince = undefined;
    } catch (cause) {
      this.#checkpointFailingSince ??= now;
      if (now - this.#checkpointFailingSince < TELL_AFTER_MS) return;
      const minutes = Math.round((now - this.#checkpointFailingSince) / 60_000);
      this.#options.onTrouble?.(
        `cannot fold the history's write-ahead log into its file for ${minutes} min: ${String(cause)}. ` +
          'Nothing is lost, but the journal grows until it works: look at the disk.',
      );
    }
  }

  #opened(): OpenStore {
    if (!this.#store) throw new StoreUnavailable('cannot use the history: it is not open');
    return this.#store;
  }
}

export async function readCursor(connection: DuckDBConnection): Promise<JournalCursor | undefined> {
  const reader = await connection.runAndReadAll('select journal_id, journal_position from journal_cursor');
  const row = reader.getRowsJS()[0];
  return row && { journalId: String(row[0]), position: Number(row[1]) };
}

async function writeCursor(
  connection: DuckDBConnection,
  cursor: JournalCursor,
  exists: boolean,
): Promise<void> {
  const sql = exists
    ? 'update journal_cursor set journal_id = $1, journal_position = $2'
    : 'insert into journal_cursor values ($1, $2)';
  await connection.run(sql, [cursor.journalId, BigInt(cursor.position)]);
}
