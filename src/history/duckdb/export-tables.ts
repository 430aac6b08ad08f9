// How rows of each table become entries or hourly sums again, for a copy into another store.

import type { Entry } from '../../model/entry.ts';
import { HEALTH_FIELDS, type HealthField } from '../../model/health.ts';
import type { BinLevel, DropOff, EventKind, FillLevel, Quality, Stamp } from '../../model/reading.ts';
import type { Stream } from '../../model/stream.ts';
import type { CopyPage, RollUpRow } from '../copy.ts';
import { recognisedOf, timeSourceOf } from './codes.ts';
import { ALERT_EVENT, alertEventOf, EMPTYING, emptyingOf } from './derived-tables.ts';
import { number, text } from './given.ts';
import type { SqlRow } from './query-pool.ts';
import { DROP_OFF_HOUR, HOUR_MS, LEVEL_HOUR, mergeSql, type RollUp } from './roll-ups.ts';
import type { Series } from './series.ts';

export interface ExportTable {
  measurement: string;
  /** What stands after FROM: rows between two values of the time column. */
  from: (first: number, end: number) => string;
  time: string;
  /** What one of the time column is in ms. */
  unitMs: number;
  /** SQL that counts what becomes one point. */
  points: string;
  contentOf: (rows: readonly PlacedRow[]) => CopyPage['content'];
}

/** Without a series: the hub's own. */
export interface PlacedRow {
  row: SqlRow;
  series: Series | undefined;
}

/** A status has no number that would tell it from another of the same millisecond. */
const BY_SERIES = 'count(distinct (series, time_ms))';

export const EXPORT_TABLES: readonly ExportTable[] = [
  raw('drop_off', 'count(*)', placed(dropOffOf)),
  raw('fill_level', 'count(*)', fillLevelsOf),
  raw('station_vitals', 'count(*)', placed(vitalsOf)),
  raw('emptied', 'count(*)', placed(emptiedOf)),
  raw('station_event', 'count(*)', placed(eventOf)),
  raw('station_status', BY_SERIES, placed(statusOf)),
  raw(
    EMPTYING.name,
    'count(*)',
    placed((row, series) => ({ type: 'emptying', ...emptyingOf(row, series) })),
  ),
  raw(
    ALERT_EVENT.name,
    'count(*)',
    placed((row, series) => ({ type: 'alert-event', ...alertEventOf(row, series) })),
  ),
  raw('hub_health', 'count(distinct time_ms)', (rows) => rows.map(({ row }) => healthOf(row))),
  rollUp(DROP_OFF_HOUR, 'drop_off_hour', () => []),
  rollUp(LEVEL_HOUR, 'fill_level_hour', ({ row }) => [['newest', newestOf(row)]]),
];

function raw(table: string, points: string, entriesOf: (rows: readonly PlacedRow[]) => Entry[]): ExportTable {
  return {
    measurement: table,
    from: (first, end) => `${table} where time_ms >= ${first} and time_ms < ${end}`,
    time: 'time_ms',
    unitMs: 1,
    points,
    contentOf: (rows) => ({ entries: entriesOf(rows) }),
  };
}

function rollUp(
  { base, recent, merged }: RollUp<never>,
  name: 'drop_off_hour' | 'fill_level_hour',
  more: (row: PlacedRow) => [string, number][],
): ExportTable {
  const partial = `select hour, series, ${merged.map((column) => column.name).join(', ')} from`;
  return {
    measurement: name,
    from: (first, end) => {
      const span = `where hour >= ${first} and hour < ${end}`;
      const parts = `${partial} ${base.name} ${span} union all ${partial} ${recent.name} ${span}`;
      return `(select hour, series, ${mergeSql({ base, recent, merged })} from (${parts}) group by hour, series)`;
    },
    time: 'hour',
    unitMs: HOUR_MS,
    points: 'count(*)',
    contentOf: (rows) => ({
      rollUp: name,
      rows: rows.flatMap((each) => {
        const sums = merged.map((column): [string, number] => [column.name, Number(each.row[column.name])]);
        return each.series ? [rollUpRow(each.row, each.series, [...sums, ...more(each)])] : [];
      }),
    }),
  };
}

function rollUpRow(row: SqlRow, series: Series, sums: [string, number][]): RollUpRow {
  const { station, bin, stream, grid } = series;
  return { tags: { station, bin, stream, grid }, at: Number(row.hour) * HOUR_MS, sums: new Map(sums) };
}

/** As roll-ups choose the newest level: by time, and of one time the fullest. */
function newestOf(row: SqlRow): number {
  const step = Math.max(0, Math.min(1_048_575, Math.floor(Number(row.level_last) * 1_048_576)));
  return Number(row.last_ms) * 1_048_576 + step;
}

function placed(entryOf: (row: SqlRow, series: Series) => Entry): (rows: readonly PlacedRow[]) => Entry[] {
  return (rows) => rows.flatMap(({ row, series }) => (series ? [entryOf(row, series)] : []));
}

function stampOf(row: SqlRow, { station, grid }: Series): Stamp {
  return {
    station,
    grid,
    bootId: String(row.boot_id),
    seq: Number(row.seq),
    at: Number(row.time_ms),
    receivedAt: Number(row.received_ms),
    timeSource: timeSourceOf(Number(row.time_source)),
  };
}

function dropOffOf(row: SqlRow, series: Series): DropOff {
  const recognition = row.recognised !== null && {
    recognition: {
      stream: recognisedOf(Number(row.recognised)),
      confidence: Number(row.confidence),
      ...text('label', row.label),
    },
  };
  return {
    type: 'drop-off',
    ...stampOf(row, series),
    ...place(series),
    weightKg: row.weight_kg === null ? null : Number(row.weight_kg),
    ...recognition,
    ...text('household', row.household),
    ...text('evidenceId', row.evidence_id),
  };
}

/** The levels of one message stand in rows of their own; they all have its time, so they are in one page. */
function fillLevelsOf(rows: readonly PlacedRow[]): FillLevel[] {
  const messages = new Map<string, FillLevel>();
  for (const { row, series } of rows) {
    if (!series) continue;
    const stamp = stampOf(row, series);
    const key = JSON.stringify([stamp.station, stamp.grid, stamp.bootId, stamp.seq, stamp.at]);
    const message = messages.get(key) ?? { type: 'fill-level', ...stamp, bins: [] };
    message.bins.push(levelOf(row, series));
    messages.set(key, message);
  }
  for (const { bins } of messages.values()) bins.sort((a, b) => a.index - b.index);
  return [...messages.values()];
}

function levelOf(row: SqlRow, series: Series): BinLevel {
  return {
    ...place(series),
    index: Number(row.bin_index),
    fillLevel: Number(row.fill_level),
    quality: Number(row.quality) as Quality,
    ...number('distanceMm', row.distance_mm),
    ...number('massKg', row.mass_kg),
    ...number('temperatureC', row.temperature_c),
    ...number('tiltDeg', row.tilt_deg),
    ...(row.lid_open !== null && { lidOpen: row.lid_open === true }),
  };
}

function vitalsOf(row: SqlRow, series: Series): FillLevel {
  const vitals = { ...number('batteryV', row.battery_v), ...number('signalDbm', row.signal_dbm) };
  return { type: 'fill-level', ...stampOf(row, series), bins: [], ...vitals };
}

function emptiedOf(row: SqlRow, series: Series): Entry {
  return { type: 'emptied', ...stampOf(row, series), ...place(series), ...text('operator', row.operator) };
}

function eventOf(row: SqlRow, series: Series): Entry {
  return {
    type: 'event',
    ...stampOf(row, series),
    kind: String(row.kind) as EventKind,
    phase: row.phase === 'raised' ? 'raised' : 'cleared',
    ...text('code', row.code),
    ...(series.bin !== '' && { binId: series.bin }),
    ...text('detail', row.detail),
  };
}

function statusOf(row: SqlRow, { station, grid }: Series): Entry {
  return {
    type: 'status',
    station,
    grid,
    at: Number(row.time_ms),
    state: row.state === 'online' ? 'online' : 'offline',
    connectionId: String(row.connection_id),
    ...text('firmware', row.firmware),
    ...text('configVersion', row.config_version),
  };
}

function healthOf(row: SqlRow): Entry {
  const names = Object.keys(HEALTH_FIELDS) as HealthField[];
  const given = names.filter((name) => row[name] !== null && row[name] !== undefined);
  const fields = Object.fromEntries(given.map((name) => [name, Number(row[name])]));
  return { type: 'health', at: Number(row.time_ms), fields };
}

function place({ bin, stream }: Series): { binId: string; stream: Stream } {
  return { binId: bin, stream: stream as Stream };
}
