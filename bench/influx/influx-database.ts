// One database of the benchmark's InfluxDB, as seen from outside: made, counted, dropped. It knows nothing of who
// writes there.
import { BINS_PER_STATION } from '../targets/hub-config.ts';

/** The two retention policies that the hub is given on 1.x. */
const POLICIES = ['raw', 'rollups'];
const HTTP_TIMEOUT_MS = 120_000;

interface QueryAnswer {
  results: { error?: string; series?: { columns: string[]; values: unknown[][] }[] }[];
}

interface ShardStatistics {
  name?: string;
  tags?: { database?: string; retentionPolicy?: string };
  values?: { writePointsOk?: number };
}

export class InfluxDatabase {
  readonly url: string;
  readonly name: string;

  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }

  /** Without the default policy: what is written names its own. */
  async create(): Promise<void> {
    await this.query(`CREATE DATABASE "${this.name}" WITH NAME "raw"`);
    for (const policy of POLICIES.slice(1))
      await this.query(`CREATE RETENTION POLICY "${policy}" ON "${this.name}" DURATION INF REPLICATION 1`);
  }

  async drop(): Promise<void> {
    await this.query(`DROP DATABASE "${this.name}"`);
  }

  /** Deposits, and messages of levels: what a query finds now. */
  async storedMessages(): Promise<number> {
    const { dropOffs, levels } = await this.storedPoints();
    return dropOffs + levels / BINS_PER_STATION;
  }

  async storedPoints(): Promise<{ dropOffs: number; levels: number }> {
    return { dropOffs: await this.#count('drop_off'), levels: await this.#count('fill_level') };
  }

  /** Raw points that the server has acknowledged since it started; costs it nothing, so that one can look often. */
  async writtenPoints(): Promise<number> {
    const answer = await fetch(`${this.url}/debug/vars`, { signal: AbortSignal.timeout(HTTP_TIMEOUT_MS) });
    const statistics = Object.values((await answer.json()) as Record<string, ShardStatistics>);
    return statistics
      .filter(({ name, tags }) => name === 'shard' && tags?.database === this.name)
      .filter(({ tags }) => tags?.retentionPolicy === 'raw')
      .reduce((sum, { values }) => sum + (values?.writePointsOk ?? 0), 0);
  }

  /** Rows of the first series. Throws what the server answers instead. */
  async query(influxQl: string): Promise<unknown[][]> {
    const response = await fetch(`${this.url}/query`, {
      method: 'POST',
      body: new URLSearchParams({ db: this.name, q: influxQl }),
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    });
    const { results = [], ...more } = (await response.json()) as QueryAnswer;
    const error = results[0]?.error ?? (response.ok ? undefined : JSON.stringify(more));
    if (error !== undefined) throw new Error(`cannot ask InfluxDB "${influxQl}": ${error}`);
    return results[0]?.series?.[0]?.values ?? [];
  }

  /** Lines of the line protocol, times in nanoseconds. */
  async write(policy: string, lines: readonly string[]): Promise<void> {
    const response = await fetch(`${this.url}/write?db=${this.name}&rp=${policy}`, {
      method: 'POST',
      body: lines.join('\n'),
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    });
    if (response.status !== 204)
      throw new Error(`cannot write to InfluxDB: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }

  async #count(measurement: string): Promise<number> {
    const rows = await this.query(`SELECT count(seq) FROM "raw"."${measurement}"`);
    return Number(rows[0]?.[1] ?? 0);
  }
}
