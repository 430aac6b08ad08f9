// Lists of what a station said, from raw points.
import type { TimeSource } from '../../model/reading.ts';
import type { RecognisedStream, Stream } from '../../model/stream.ts';
import type { DropOffRow, FillLevelRow, Page, ReadingQuery } from '../history.ts';
import { type ReadingKey, readReadingCursor } from '../page-cursor.ts';
import { equalsAny } from './influxql.ts';
import { type Asker, type PointList, type PointQuery, pageOf } from './point-list.ts';
import { flag, number, type Point, present, text } from './point-values.ts';

const IDENTITY = ['bin', 'stream', 'grid', 'boot_id', 'seq', 'received_ms', 'time_source'];
const BY_READING = { keyOf, readCursor: readReadingCursor };

const DROP_OFFS: PointList<DropOffRow> = {
  measurement: 'drop_off',
  columns: ['weight_kg', 'recognised', 'confidence', 'label', 'household', 'evidence_id', ...IDENTITY],
  ...BY_READING,
  toRow: (point) => ({
    ...identityOf(point),
    weightKg: number(point, 'weight_kg') ?? null,
    ...present({
      recognisedStream: text(point, 'recognised') as RecognisedStream | undefined,
      confidence: number(point, 'confidence'),
      label: text(point, 'label'),
      household: text(point, 'household'),
      evidenceId: text(point, 'evidence_id'),
    }),
  }),
};

const FILL_LEVELS: PointList<FillLevelRow> = {
  measurement: 'fill_level',
  columns: [
    'bin_index',
    'fill_level',
    'quality',
    'distance_mm',
    'mass_kg',
    'temperature_c',
    'lid_open',
    'tilt_deg',
    ...IDENTITY,
  ],
  ...BY_READING,
  toRow: (point) => ({
    ...identityOf(point),
    index: number(point, 'bin_index') ?? 0,
    fillLevel: number(point, 'fill_level') ?? 0,
    quality: number(point, 'quality') ?? 0,
    ...present({
      distanceMm: number(point, 'distance_mm'),
      massKg: number(point, 'mass_kg'),
      temperatureC: number(point, 'temperature_c'),
      lidOpen: flag(point, 'lid_open'),
      tiltDeg: number(point, 'tilt_deg'),
    }),
  }),
};

export class ReadingQueries {
  readonly #server: Asker;

  constructor(server: Asker) {
    this.#server = server;
  }

  dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    return pageOf(this.#server, DROP_OFFS, ofStation(query));
  }

  fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    return pageOf(this.#server, FILL_LEVELS, ofStation(query));
  }
}

export function ofStation({ station, binId, ...range }: ReadingQuery): PointQuery {
  return {
    where: [equalsAny('station', [station]), ...(binId ? [equalsAny('bin', [binId])] : [])],
    ...range,
  };
}

function keyOf(point: Point): ReadingKey {
  return [
    number(point, 'at') ?? 0,
    text(point, 'boot_id') ?? '',
    number(point, 'seq') ?? 0,
    number(point, 'bin_index') ?? 0,
  ];
}

function identityOf(point: Point) {
  const [at, bootId, seq] = keyOf(point);
  return {
    binId: text(point, 'bin') ?? '',
    stream: text(point, 'stream') as Stream,
    grid: text(point, 'grid') ?? '',
    at,
    receivedAt: number(point, 'received_ms') ?? at,
    timeSource: text(point, 'time_source') as TimeSource,
    bootId,
    seq,
  };
}
