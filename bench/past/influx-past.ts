// Gives an InfluxDB the past that a hub would have written there: its own lines, and hourly roll-ups that the server
// adds up. The hub's file of what it has sent stays what the hub wrote: no hour is open.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Points } from '../../src/history/influx/points.ts';
import { InfluxDatabase } from '../influx/influx-database.ts';
import { startInfluxd } from '../influx/influxd.ts';
import { influxEnvironment } from '../targets/influx-hub.ts';
import { dayEntries } from './past-entries.ts';
import { daysOf } from './past-sql.ts';
import type { PastOptions, PastStore } from './past-store.ts';

const LINES_A_REQUEST = 10_000;

/** `folder`: where the server's data is, and stays. */
export async function openInfluxPast(folder: string): Promise<PastStore> {
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true });
  const influxd = await startInfluxd(folder);
  const database = new InfluxDatabase(influxd.url, 'hub');
  if (isNew) await database.create();
  return {
    environment: influxEnvironment(database),
    make: (options) => makePast(database, options),
    sizeMb: () => bytesBelow(folder) / 1e6,
    close: () => influxd.end(),
  };
}

async function makePast(database: InfluxDatabase, { past, stations, onDay }: PastOptions): Promise<void> {
  const points = new Points();
  const days = daysOf(past);
  for (const [number, day] of days.entries()) {
    for (const station of stations) {
      const lines = points.linesOf(dayEntries(station, past, day));
      for (let first = 0; first < lines.length; first += LINES_A_REQUEST)
        await database.write('raw', lines.slice(first, first + LINES_A_REQUEST));
    }
    for (const statement of rollUpStatements(day)) await database.query(statement);
    onDay(number + 1, days.length);
  }
}

function rollUpStatements({ from, to }: { from: number; to: number }): string[] {
  const sums = [
    ['drop_off', 'count(seq) AS drop_offs, sum(weight_kg) AS weight_kg, count(weight_kg) AS weighed'],
    ['drop_off', 'sum(decided) AS decided, sum(correct) AS correct'],
    ['fill_level', 'count(fill_level) AS readings, sum(fill_level) AS level_sum'],
    ['fill_level', 'min(fill_level) AS level_min, max(fill_level) AS level_max'],
    ['fill_level', 'max(newest) AS newest, fill_level AS level_last'],
  ];
  return sums.map(
    ([from_, select]) =>
      `SELECT ${select} INTO "rollups"."${from_}_hour" FROM "raw"."${from_}" ` +
      `WHERE time >= ${from}ms AND time < ${to}ms GROUP BY time(1h), * fill(none)`,
  );
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, String(name))))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
