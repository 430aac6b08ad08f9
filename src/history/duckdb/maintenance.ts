// Housekeeping between writes: keeps the recent partial rows few, moves closed hours to the base, sorts finished
// weeks, deletes what retention no longer keeps. No step changes an answer. Runs on the writer's connection.
import type { DuckDBConnection } from '@duckdb/node-api';
import { HOUR_MS, mergeSql, ROLL_UPS, type RollUp } from './roll-ups.ts';

/** How long each kind is kept, in days; absent: without end. `rollUp` are the hourly sums. */
export interface RetentionDays {
  dropOff?: number;
  fillLevel?: number;
  emptied?: number;
  event?: number;
  status?: number;
  health?: number;
  rollUp?: number;
}

const DAY_MS = 24 * HOUR_MS;
const WEEK_HOURS = 7 * 24;
/** Readings of an hour come in until then; what comes later is late data and counts all the same. */
const CLOSED_AFTER_MS = 2 * 60_000;
/** More partial rows than this are merged in place. */
const MANY_RECENT_ROWS = 200_000;
const SETTLED_AFTER_MS = 2 * DAY_MS;
/** A settled week that grew by less is sorted again only after a day. */
const MUCH_GROWTH = 1.1;
const LOOK_AGAIN_MS = HOUR_MS;

/** Table and column of time, with what one unit of the column is in ms. */
const KEPT: Record<keyof RetentionDays, readonly { table: string; time: string; unitMs: number }[]> = {
  dropOff: [{ table: 'drop_off', time: 'time_ms', unitMs: 1 }],
  fillLevel: [
    { table: 'fill_level', time: 'time_ms', unitMs: 1 },
    { table: 'station_vitals', time: 'time_ms', unitMs: 1 },
  ],
  emptied: [
    { table: 'emptied', time: 'time_ms', unitMs: 1 },
    { table: 'emptying', time: 'time_ms', unitMs: 1 },
  ],
  event: [
    { table: 'station_event', time: 'time_ms', unitMs: 1 },
    { table: 'alert_event', time: 'time_ms', unitMs: 1 },
  ],
  status: [{ table: 'station_status', time: 'time_ms', unitMs: 1 }],
  health: [{ table: 'hub_health', time: 'time_ms', unitMs: 1 }],
  rollUp: ROLL_UPS.map(({ base }) => ({ table: base.name, time: 'hour', unitMs: HOUR_MS })),
};

export class Maintenance {
  readonly #connection: DuckDBConnection;
  readonly #retentionDays: RetentionDays;
  #settleAgainAt = 0;
  #retainAgainAt = 0;

  constructor(connection: DuckDBConnection, retentionDays: RetentionDays) {
    this.#connection = connection;
    this.#retentionDays = retentionDays;
  }

  /** Steps are transactions of their own; each leaves a store that answers right. */
  async run(now: number): Promise<void> {
    for (const rollUp of ROLL_UPS) {
      await this.#moveClosedHours(rollUp, now);
      await this.#compactRecent(rollUp);
    }
    if (now >= this.#settleAgainAt) await this.#settleOneWeek(now);
    if (now >= this.#retainAgainAt) await this.#deleteOld(now);
  }

  async #moveClosedHours(rollUp: RollUp<never>, now: number): Promise<void> {
    const openHour = Math.floor((now - CLOSED_AFTER_MS) / HOUR_MS);
    const { base, recent } = rollUp;
    const closed = `${recent.name} where hour < ${openHour}`;
    if ((await this.#number(`select count(*) from ${closed}`)) === 0) return;
    await this.#transaction([
      `insert into ${base.name} ${mergedSql(rollUp, closed)} order by hour, series`,
      `delete from ${closed}`,
    ]);
  }

  async #compactRecent(rollUp: RollUp<never>): Promise<void> {
    const { name } = rollUp.recent;
    const rows = await this.#number(`select count(*) from ${name}`);
    if (rows === undefined || rows <= MANY_RECENT_ROWS) return;
    await this.#transaction([
      `create or replace temp table compacted as ${mergedSql(rollUp, name)}`,
      `delete from ${name}`,
      `insert into ${name} from compacted`,
      'drop table compacted',
    ]);
  }

  /** One week at a time, so that writes wait for little; comes back at once while there is more to do. */
  async #settleOneWeek(now: number): Promise<void> {
    for (const rollUp of ROLL_UPS) {
      const week = await this.#unsettledWeek(rollUp, now);
      if (week === undefined) continue;
      await this.#settle(rollUp, week, now);
      return;
    }
    this.#settleAgainAt = now + LOOK_AGAIN_MS;
  }

  async #unsettledWeek({ base }: RollUp<never>, now: number): Promise<number | undefined> {
    const finished = Math.floor((now - SETTLED_AFTER_MS) / HOUR_MS / WEEK_HOURS);
    const reader = await this.#connection.runAndReadAll(
      `select found.week from
         (select hour // ${WEEK_HOURS} as week, count(*) as row_count from ${base.name}
          where hour < ${finished * WEEK_HOURS} group by 1) found
       left join settled_week settled on settled.roll_up = '${base.name}' and settled.week = found.week
       where settled.week is null or found.row_count > settled.row_count * ${MUCH_GROWTH}
         or (found.row_count <> settled.row_count and settled.settled_ms <= ${now - DAY_MS})
       order by 1 limit 1`,
    );
    const week = reader.getRowsJS()[0]?.[0];
    return week === undefined ? undefined : Number(week);
  }

  /** Merged and sorted by series, a week of one station is a few blocks, and the engine skips all others. */
  async #settle(rollUp: RollUp<never>, week: number, now: number): Promise<void> {
    const { name } = rollUp.base;
    const rows = `${name} where hour >= ${week * WEEK_HOURS} and hour < ${(week + 1) * WEEK_HOURS}`;
    await this.#transaction([
      `create or replace temp table settling as ${mergedSql(rollUp, rows)}`,
      `delete from ${rows}`,
      `insert into ${name} from settling order by series, hour`,
      `delete from settled_week where roll_up = '${name}' and week = ${week}`,
      `insert into settled_week select '${name}', ${week}, count(*), ${now} from settling`,
      'drop table settling',
    ]);
  }

  /** A day of one table at a time: a long backlog goes over many calls. */
  async #deleteOld(now: number): Promise<void> {
    let unfinished = false;
    for (const [kind, tables] of Object.entries(KEPT)) {
      const days = this.#retentionDays[kind as keyof RetentionDays];
      if (days === undefined) continue;
      for (const table of tables) {
        if (await this.#deleteOldestDay(table, now - days * DAY_MS)) unfinished = true;
      }
    }
    if (!unfinished) this.#retainAgainAt = now + LOOK_AGAIN_MS;
  }

  async #deleteOldestDay(
    kept: { table: string; time: string; unitMs: number },
    keepFrom: number,
  ): Promise<boolean> {
    const { table, time, unitMs } = kept;
    const cutoff = Math.floor(keepFrom / unitMs);
    const oldest = await this.#number(`select min(${time}) from ${table} where ${time} < ${cutoff}`);
    if (oldest === undefined) return false;
    const until = Math.min(cutoff, oldest + DAY_MS / unitMs);
    await this.#transaction([`delete from ${table} where ${time} < ${until}`]);
    return until < cutoff;
  }

  async #number(sql: string): Promise<number | undefined> {
    const value = (await this.#connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
    return value === null || value === undefined ? undefined : Number(value);
  }

  async #transaction(statements: readonly string[]): Promise<void> {
    await inTransaction(this.#connection, () => this.#connection.run(statements.join('; ')));
  }
}

/** Runs `work` in a transaction: all of it or nothing, also when it throws. */
export async function inTransaction(
  connection: DuckDBConnection,
  work: () => Promise<unknown>,
): Promise<void> {
  await connection.run('begin');
  try {
    await work();
    await connection.run('commit');
  } catch (cause) {
    await connection.run('rollback').catch(() => undefined); // A failed commit has rolled back by itself.
    throw cause;
  }
}

function mergedSql(rollUp: RollUp<never>, rows: string): string {
  return `select hour, series, ${mergeSql(rollUp)} from ${rows} group by hour, series`;
}
