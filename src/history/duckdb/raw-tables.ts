// The tables that keep what stations said, one per type of message, and what the hub says of itself. A row names its
// station, bin, stream and grid by the number of its series: numbers are appended and searched several times faster
// than words.
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, UINTEGER, UTINYINT, VARCHAR } from '@duckdb/node-api';
import { HEALTH_FIELDS, type Health, type HealthField } from '../../model/health.ts';
import type {
  BinLevel,
  DropOff,
  Emptied,
  FillLevel,
  Stamp,
  StationEvent,
  StationStatus,
} from '../../model/reading.ts';
import { recognisedCode, timeSourceCode } from './codes.ts';
import { type Column, column, type Table } from './table.ts';

/** A reading, and the number of the series that it belongs to. */
export interface Placed<R> {
  series: number;
  reading: R;
}

export interface PlacedLevel extends Placed<FillLevel> {
  level: BinLevel;
}

const stamp: readonly Column<Placed<Stamp>>[] = [
  column('series', INTEGER, (row) => row.series),
  column('time_ms', BIGINT, (row) => row.reading.at),
  column('received_ms', BIGINT, (row) => row.reading.receivedAt),
  column('time_source', UTINYINT, (row) => timeSourceCode(row.reading.timeSource)),
  column('boot_id', VARCHAR, (row) => row.reading.bootId),
  column('seq', UINTEGER, (row) => row.reading.seq),
];

export const DROP_OFF: Table<Placed<DropOff>> = {
  name: 'drop_off',
  columns: [
    ...stamp,
    column('weight_kg', DOUBLE, ({ reading }) => reading.weightKg),
    column('recognised', UTINYINT, ({ reading: { recognition } }) =>
      recognition ? recognisedCode(recognition.stream) : null,
    ),
    column('confidence', DOUBLE, ({ reading }) => reading.recognition?.confidence ?? null),
    column('label', VARCHAR, ({ reading }) => reading.recognition?.label ?? null),
    column('household', VARCHAR, ({ reading }) => reading.household ?? null),
    column('evidence_id', VARCHAR, ({ reading }) => reading.evidenceId ?? null),
  ],
};

export const FILL_LEVEL: Table<PlacedLevel> = {
  name: 'fill_level',
  columns: [
    ...stamp,
    column('bin_index', UTINYINT, ({ level }) => level.index),
    column('fill_level', DOUBLE, ({ level }) => level.fillLevel),
    column('quality', UTINYINT, ({ level }) => level.quality),
    column('distance_mm', DOUBLE, ({ level }) => level.distanceMm ?? null),
    column('mass_kg', DOUBLE, ({ level }) => level.massKg ?? null),
    column('temperature_c', DOUBLE, ({ level }) => level.temperatureC ?? null),
    column('lid_open', BOOLEAN, ({ level }) => level.lidOpen ?? null),
    column('tilt_deg', DOUBLE, ({ level }) => level.tiltDeg ?? null),
  ],
};

/** Battery and radio, said with levels; a row only where the station says them. */
export const STATION_VITALS: Table<Placed<FillLevel>> = {
  name: 'station_vitals',
  columns: [
    ...stamp,
    column('battery_v', DOUBLE, ({ reading }) => reading.batteryV ?? null),
    column('signal_dbm', DOUBLE, ({ reading }) => reading.signalDbm ?? null),
  ],
};

export const EMPTIED: Table<Placed<Emptied>> = {
  name: 'emptied',
  columns: [...stamp, column('operator', VARCHAR, ({ reading }) => reading.operator ?? null)],
};

export const STATION_EVENT: Table<Placed<StationEvent>> = {
  name: 'station_event',
  columns: [
    ...stamp,
    column('kind', VARCHAR, ({ reading }) => reading.kind),
    column('phase', VARCHAR, ({ reading }) => reading.phase),
    column('code', VARCHAR, ({ reading }) => reading.code ?? null),
    column('detail', VARCHAR, ({ reading }) => reading.detail ?? null),
  ],
};

export const STATION_STATUS: Table<Placed<StationStatus>> = {
  name: 'station_status',
  columns: [
    column('series', INTEGER, (row) => row.series),
    column('time_ms', BIGINT, ({ reading }) => reading.at),
    column('state', VARCHAR, ({ reading }) => reading.state),
    column('connection_id', VARCHAR, ({ reading }) => reading.connectionId),
    column('firmware', VARCHAR, ({ reading }) => reading.firmware ?? null),
    column('config_version', VARCHAR, ({ reading }) => reading.configVersion ?? null),
  ],
};

/** The hub about itself, every 15 seconds. */
export const HUB_HEALTH: Table<Health> = {
  name: 'hub_health',
  columns: [
    column('time_ms', BIGINT, ({ at }) => at),
    ...Object.entries(HEALTH_FIELDS).map(([name, type]) =>
      column(
        name,
        type === 'integer' ? BIGINT : DOUBLE,
        ({ fields }: Health) => fields[name as HealthField] ?? null,
      ),
    ),
  ],
};
