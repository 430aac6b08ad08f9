// The client library alone, a process of its own: points like the hub's, made with the library's `Point`, written in
// batches with the next one made meanwhile. No MQTT, no journal, no checks: what remains is the price of InfluxDB.
import { type ClientOptions, InfluxDB, Point, type WriteApi } from '@influxdata/influxdb-client';
import { STREAMS, type Stream } from '../../src/model/stream.ts';
import { gridOf, stationId } from './hub-config.ts';

/** InfluxData's advice is 5,000 to 10,000. */
const BATCH_POINTS = 10_000;
const MICROS_PER_POINT = 40;

export interface BareClientPlan {
  url: string;
  database: string;
  stations: number;
  points: number;
}

export interface BareClientReport {
  seconds: number;
}

process.once('message', (plan: BareClientPlan) => {
  void write(plan).then((report: BareClientReport) => process.send?.(report));
});
process.once('SIGTERM', () => process.exit(0));

async function write({ url, database, stations, points }: BareClientPlan): Promise<BareClientReport> {
  const api = openWriteApi({ url, timeout: 60_000 }, database);
  const startedAt = performance.now();
  let underWay: Promise<void> = Promise.resolve();
  for (let first = 0; first < points; first += BATCH_POINTS) {
    const batch = batchOf(first, Math.min(points, first + BATCH_POINTS), stations);
    await underWay;
    api.writePoints(batch);
    underWay = api.flush();
  }
  await underWay;
  return { seconds: (performance.now() - startedAt) / 1000 };
}

/** No buffer and no retry of its own; InfluxDB 1.x before 1.8 has its writes at another path. */
function openWriteApi(options: ClientOptions, database: string): WriteApi {
  const api = new InfluxDB(options).getWriteApi('', '', 'ns', {
    batchSize: BATCH_POINTS + 1,
    flushInterval: 0,
    maxRetries: 0,
  });
  api.path = `/write?db=${database}&rp=raw&precision=ns`;
  return api;
}

function batchOf(first: number, end: number, stations: number): Point[] {
  const now = Date.now();
  return Array.from({ length: end - first }, (_, place) => pointOf(first + place, stations, now));
}

/** Of five points four are levels, as in the load. Each has a time of its own. */
function pointOf(number: number, stations: number, nowMs: number): Point {
  const message = Math.floor(number / 5);
  const station = message % stations;
  const bin = number % 5;
  const stream = STREAMS[bin] ?? STREAMS[message % STREAMS.length] ?? 'food';
  const atMs = nowMs + Math.floor((message * MICROS_PER_POINT) / 1000);
  const point = bin < STREAMS.length ? level(bin, atMs) : dropOff(stream);
  return place(point, stream, station)
    .stringField('boot_id', `boot-${station}-1234`)
    .intField('seq', 1_000_000 + message)
    .intField('received_ms', nowMs)
    .stringField('time_source', 'station')
    .timestamp((BigInt(atMs) * 1_000_000n + BigInt(message % 1_000_000)).toString());
}

function place(point: Point, stream: Stream, station: number): Point {
  return point
    .tag('station', stationId(station))
    .tag('bin', `${stream}-1`)
    .tag('stream', stream)
    .tag('grid', gridOf(station));
}

function dropOff(stream: Stream): Point {
  return new Point('drop_off')
    .floatField('weight_kg', Math.round(Math.random() * 1000) / 100)
    .stringField('recognised', stream)
    .floatField('confidence', 0.9 + Math.floor(Math.random() * 10) / 100)
    .intField('decided', 1)
    .intField('correct', 1);
}

function level(bin: number, atMs: number): Point {
  const fillLevel = Math.floor(Math.random() * 1000) / 1000;
  return new Point('fill_level')
    .floatField('fill_level', fillLevel)
    .intField('quality', 0)
    .intField('bin_index', bin)
    .intField('newest', atMs * 1_048_576 + Math.floor(fillLevel * 1_048_576));
}
