// A few connections for questions, so that none waits for a write and none keeps a transaction over a wait. Each
// connection answers one question at a time; a question that takes too long is cut.
import type { DuckDBConnection, DuckDBInstance, DuckDBValue, JS } from '@duckdb/node-api';
import { StoreUnavailable } from '../history.ts';

export type SqlRow = Record<string, JS>;

export class QueryPool {
  readonly #connections: readonly DuckDBConnection[];
  readonly #free: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  readonly #timeoutMs: number;

  private constructor(connections: readonly DuckDBConnection[], timeoutMs: number) {
    this.#connections = connections;
    this.#free = [...connections];
    this.#timeoutMs = timeoutMs;
  }

  static async open(instance: DuckDBInstance, size: number, timeoutMs: number): Promise<QueryPool> {
    const connections: DuckDBConnection[] = [];
    for (let i = 0; i < size; i++) connections.push(await instance.connect());
    return new QueryPool(connections, timeoutMs);
  }

  /** All rows at once: callers bound their number. Throws `StoreUnavailable` when it was cut. */
  async rows(sql: string, values: DuckDBValue[] = []): Promise<SqlRow[]> {
    const connection = await this.#take();
    try {
      return await this.#run(connection, sql, values);
    } finally {
      this.#giveBack(connection);
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.closeSync();
  }

  async #run(connection: DuckDBConnection, sql: string, values: DuckDBValue[]): Promise<SqlRow[]> {
    let cut = false;
    const timer = setTimeout(() => {
      cut = true;
      connection.interrupt();
    }, this.#timeoutMs);
    try {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRowObjectsJS();
    } catch (cause) {
      if (!cut) throw cause;
      throw new StoreUnavailable(
        `cannot answer the question: it took longer than ${this.#timeoutMs / 1000} s; ask for a shorter time`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  #take(): Promise<DuckDBConnection> {
    const connection = this.#free.pop();
    if (connection) return Promise.resolve(connection);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#free.push(connection);
  }
}
