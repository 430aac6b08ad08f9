// The past of the benchmark as SQL: levels of each bin every five minutes and a deposit of each bin every hour, with
// the hourly roll-ups over them, day by day, as the history's own writer would have left them.
import { STREAMS } from '../../src/model/stream.ts';

export const LEVEL_EVERY_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface Past {
  /** Whole hours, milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
  stations: number;
}

/** `stations` as (station, grid) pairs, in order. Numbers of series: 1, 2, 3, ... */
export function seriesSql(stations: readonly { id: string; grid: string }[]): string {
  const rows = stations.flatMap(({ id, grid }, station) =>
    STREAMS.map((stream, bin) => {
      const series = station * STREAMS.length + bin + 1;
      return `(${series}, '${id}', '${stream}-1', '${stream}', '${grid}')`;
    }),
  );
  return `insert into series (id, station, bin, stream, grid) values ${rows.join(', ')}`;
}

/** The days of the past, oldest first; the last one may be shorter. */
export function daysOf({ from, to }: Past): { from: number; to: number }[] {
  const count = Math.ceil((to - from) / DAY_MS);
  return Array.from({ length: count }, (_, day) => ({
    from: from + day * DAY_MS,
    to: Math.min(to, from + (day + 1) * DAY_MS),
  }));
}

/** One day, as statements of one transaction. */
export function daySql(past: Past, day: { from: number; to: number }): string[] {
  return [levelSql(past, day), dropOffSql(past, day), levelHourSql(day), dropOffHourSql(day)];
}

/** A bin fills in half a day, in thousandths, each at its own time; its sensor trembles a little. */
function levelSql(past: Past, day: { from: number; to: number }): string {
  return `insert into fill_level
      (series, time_ms, received_ms, time_source, boot_id, seq, bin_index, fill_level, quality)
    select series, time_ms, time_ms + 40, 0, 'boot-' || ((series - 1) // ${STREAMS.length}), step,
      (series - 1) % ${STREAMS.length}, round((step + series * 17) % 144 / 144 * 0.95 + random() * 0.05, 3), 0
    from (${placesSql(past, day, LEVEL_EVERY_MS)})`;
}

function dropOffSql(past: Past, day: { from: number; to: number }): string {
  return `insert into drop_off
      (series, time_ms, received_ms, time_source, boot_id, seq, weight_kg, recognised, confidence)
    select series, time_ms, time_ms + 40, 0, 'boot-' || ((series - 1) // ${STREAMS.length}), 1000000 + step,
      round(random() * 4, 2), (series - 1) % ${STREAMS.length}, round(0.5 + random() * 0.49, 2)
    from (${placesSql(past, day, HOUR_MS)})`;
}

/** Every series at every step of the day, in order of time. */
function placesSql({ from, stations }: Past, day: { from: number; to: number }, everyMs: number): string {
  const series = stations * STREAMS.length;
  const rows = ((day.to - day.from) / everyMs) * series;
  const firstStep = (day.from - from) / everyMs;
  return `select (i % ${series} + 1)::integer as series, i // ${series} + ${firstStep} as step,
    ${day.from} + i // ${series} * ${everyMs} as time_ms from range(${rows}) places(i)`;
}

function levelHourSql(day: { from: number; to: number }): string {
  return `insert into fill_level_hour
      (hour, series, readings, level_sum, level_min, level_max, level_last, last_ms)
    select time_ms // ${HOUR_MS} as hour, series, count(*), sum(fill_level), min(fill_level), max(fill_level),
      arg_max(fill_level, time_ms), max(time_ms)
    from fill_level where time_ms >= ${day.from} and time_ms < ${day.to} group by all order by hour, series`;
}

function dropOffHourSql(day: { from: number; to: number }): string {
  return `insert into drop_off_hour (hour, series, drop_offs, weight_kg, weighed, decided, correct)
    select time_ms // ${HOUR_MS} as hour, series, count(*), sum(weight_kg), count(weight_kg),
      count(*) filter (confidence >= 0.6), count(*) filter (confidence >= 0.6)
    from drop_off where time_ms >= ${day.from} and time_ms < ${day.to} group by all order by hour, series`;
}
