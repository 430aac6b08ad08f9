// The tables of what the hub concluded from readings: emptyings and alert events, with the way of a row back. They keep
// each id once.
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { AlertEvent, Severity } from '../../model/alert-event.ts';
import type { Emptying, EmptyingSource } from '../../model/emptying.ts';
import type { Stream } from '../../model/stream.ts';
import { detailsIn, detailsText } from '../alert-details.ts';
import type { AlertEventRow, EmptyingRow } from '../history.ts';
import { number, text } from './given.ts';
import type { SqlRow } from './query-pool.ts';
import type { Placed } from './raw-tables.ts';
import type { Series } from './series.ts';
import { column, type Table } from './table.ts';

export const EMPTYING: Table<Placed<Emptying>> = {
  name: 'emptying',
  columns: [
    column('series', INTEGER, (row) => row.series),
    column('time_ms', BIGINT, ({ reading }) => reading.at),
    column('id', VARCHAR, ({ reading }) => reading.id),
    column('source', VARCHAR, ({ reading }) => reading.source),
    column('level_before', DOUBLE, ({ reading }) => reading.levelBefore),
    column('level_after', DOUBLE, ({ reading }) => reading.levelAfter),
    column('detected_ms', BIGINT, ({ reading }) => reading.detectedAt),
    column('operator', VARCHAR, ({ reading }) => reading.operator ?? null),
  ],
};

export const ALERT_EVENT: Table<Placed<AlertEvent>> = {
  name: 'alert_event',
  columns: [
    column('series', INTEGER, (row) => row.series),
    column('time_ms', BIGINT, ({ reading }) => reading.at),
    column('id', VARCHAR, ({ reading }) => reading.id),
    column('alert_id', VARCHAR, ({ reading }) => reading.alertId),
    column('rule', VARCHAR, ({ reading }) => reading.rule),
    column('severity', VARCHAR, ({ reading }) => reading.severity),
    column('kind', VARCHAR, ({ reading }) => reading.kind),
    column('is_open', BOOLEAN, ({ reading }) => reading.open),
    column('fired_ms', BIGINT, ({ reading }) => reading.firedAt ?? null),
    column('by_person', VARCHAR, ({ reading }) => reading.by ?? null),
    column('reason', VARCHAR, ({ reading }) => reading.reason ?? null),
    column('note', VARCHAR, ({ reading }) => reading.note ?? null),
    column('level', DOUBLE, ({ reading }) => reading.level ?? null),
    column('to_person', VARCHAR, ({ reading }) => reading.to ?? null),
    column('until_ms', BIGINT, ({ reading }) => reading.until ?? null),
    column('external_case', VARCHAR, ({ reading }) => reading.externalCase ?? null),
    column('details', VARCHAR, ({ reading }) => detailsText(reading) ?? null),
  ],
};

type Place = Omit<Series, 'id'>;

export function emptyingOf(row: SqlRow, { station, bin, stream, grid }: Place): EmptyingRow {
  return {
    id: String(row.id),
    station,
    grid,
    binId: bin,
    stream: stream as Stream,
    at: Number(row.time_ms),
    source: String(row.source) as EmptyingSource,
    levelBefore: Number(row.level_before),
    levelAfter: Number(row.level_after),
    detectedAt: Number(row.detected_ms),
    ...text('operator', row.operator),
  };
}

export function alertEventOf(row: SqlRow, { station, bin, stream, grid }: Place): AlertEventRow {
  return {
    id: String(row.id),
    alertId: String(row.alert_id),
    rule: String(row.rule),
    station,
    grid,
    ...(bin !== '' && { binId: bin }),
    ...(stream !== '' && { stream: stream as Stream }),
    severity: String(row.severity) as Severity,
    kind: String(row.kind),
    open: row.is_open === true,
    at: Number(row.time_ms),
    ...number('firedAt', row.fired_ms),
    ...text('by', row.by_person),
    ...text('reason', row.reason),
    ...text('note', row.note),
    ...number('level', row.level),
    ...text('to', row.to_person),
    ...number('until', row.until_ms),
    ...text('externalCase', row.external_case),
    ...detailsIn(text('json', row.details).json),
  };
}
