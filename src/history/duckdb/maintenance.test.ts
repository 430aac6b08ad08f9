import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../model/entry.ts';
import {
  alertEvent,
  dropOff,
  emptying,
  fillLevel,
  HOUR,
  hubHealth,
  JUNE,
  randomReadings,
} from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';
import type { RetentionDays } from './maintenance.ts';

const DAY = 24 * HOUR;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duckdb-maintenance-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function afterMaintenance(
  readings: readonly Entry[],
  days: readonly number[],
  retentionDays: RetentionDays = {},
): Promise<void> {
  const store = new DuckDbHistory({ folder, retentionDays: { dropOff: 1000, ...retentionDays } });
  await store.open();
  await store.write(readings, { journalId: 'j', position: 1 });
  for (const day of days) await store.maintain(JUNE + day * DAY);
  await store.close();
}

/** Looks into the closed file. */
async function inFile<T>(look: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(join(folder, 'history.duckdb'));
  const connection = await instance.connect();
  const seen = await look(connection);
  connection.closeSync();
  instance.closeSync();
  return seen;
}

async function numbers(sql: string): Promise<number[]> {
  return await inFile(async (connection) => {
    const rows = (await connection.runAndReadAll(sql)).getRowsJS();
    return rows.map((row) => Number(row[0]));
  });
}

describe('the recent partial rows', () => {
  it('move to the base when their hour is two minutes past', async () => {
    const readings = [0, 1, 2].map((hour) => dropOff({ at: JUNE + hour * HOUR, seq: hour }));
    await afterMaintenance(readings, [(2 * HOUR + 119_999) / DAY]);
    expect(await numbers('select hour from drop_off_hour_recent order by 1')).toEqual([1, 2].map(hourOf));
    await afterMaintenance([], [(2 * HOUR + 120_000) / DAY]);
    expect(await numbers('select hour from drop_off_hour_recent')).toEqual([2].map(hourOf));
    expect(await numbers('select hour from drop_off_hour order by 1')).toEqual([0, 1].map(hourOf));
  });
});

describe('a finished week', () => {
  it('is merged and sorted by series, each once', async () => {
    const readings = randomReadings(7, 600, 7);
    await afterMaintenance(readings.slice(0, 300), [0, 7.1]);
    await afterMaintenance(readings.slice(300), [7.2]);
    const doubled =
      'select count(*) from (select 1 from drop_off_hour group by hour, series having count(*) > 1)';
    expect((await numbers(doubled))[0]).toBeGreaterThan(0);
    await afterMaintenance([], [13, 13, 13, 13, 13]);
    expect(await numbers(doubled)).toEqual([0]);
    const lastWeek = `select series * 1000000 + hour from drop_off_hour where hour // 168 = ${Math.floor(hourOf(60) / 168)}`;
    const order = await numbers(lastWeek);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
});

describe('retention', () => {
  const readings = [0, 1, 2, 30].flatMap((day) => [
    dropOff({ seq: day, at: JUNE + day * DAY }),
    fillLevel({ seq: 100 + day, at: JUNE + day * DAY }),
  ]);

  it('deletes raw rows of its kind when their days are over, a day at a time, and no sums', async () => {
    await afterMaintenance(readings, [31, 31, 31, 31], { dropOff: 20 });
    expect(await numbers('select seq from drop_off')).toEqual([30]);
    expect(await numbers('select count(*) from fill_level')).toEqual([4]);
    expect(await numbers('select sum(drop_offs) from drop_off_hour')).toEqual([4]);
  });

  it('deletes sums when that is wanted', async () => {
    await afterMaintenance(readings, [31, 31, 31, 31], { rollUp: 29.5 });
    expect(await numbers('select sum(drop_offs) from drop_off_hour')).toEqual([2]);
    expect(await numbers('select count(*) from drop_off')).toEqual([4]);
  });

  it('deletes emptyings and what happened to alerts with the kinds they belong to, if at all', async () => {
    const concluded = [0, 1, 30].flatMap((day) => [
      emptying({ id: `e-${day}`, at: JUNE + day * DAY }),
      alertEvent({ id: `a-1/${day}`, at: JUNE + day * DAY }),
    ]);
    await afterMaintenance(concluded, [1000, 1000, 1000]);
    expect(await numbers('select count(*) from emptying')).toEqual([3]);
    expect(await numbers('select count(*) from alert_event')).toEqual([3]);
    await afterMaintenance(concluded, [31, 31, 31], { emptied: 20, event: 30.5 });
    expect(await numbers('select count(*) from emptying')).toEqual([1]);
    expect(await numbers('select count(*) from alert_event')).toEqual([2]);
  });

  it('keeps what the hub says of itself 90 days, or as long as is wanted', async () => {
    const said = [0, 5, 40].map((day) => hubHealth({ at: JUNE + day * DAY }));
    await afterMaintenance(said, [92, 92, 92]);
    expect(await numbers('select count(*) from hub_health')).toEqual([2]);
    await afterMaintenance([], [400, 400, 400], { health: undefined });
    expect(await numbers('select count(*) from hub_health')).toEqual([2]);
    await afterMaintenance([], [92, 92, 92], { health: 60 });
    expect(await numbers('select count(*) from hub_health')).toEqual([1]);
  });
});

function hourOf(hour: number): number {
  return JUNE / HOUR + hour;
}
