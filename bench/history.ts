// `npm run bench:history`: how fast a hub answers for 90 days of statistics when there is a past of 1,000 stations
// (104 million levels; fewer in InfluxDB), asked through its API, and how fast it starts with it. Prints a table and, as the last line,
// one JSON object.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LoadPlan, LoadStation } from './load/plan.ts';
import { load } from './measure/load.ts';
import { peakMemoryMbOf } from './measure/process-usage.ts';
import { createTemporaryFolder } from './measure/temporary-folder.ts';
import { duckDbPast } from './past/duckdb-past.ts';
import { openInfluxPast } from './past/influx-past.ts';
import { LEVEL_EVERY_MS, type Past } from './past/past-sql.ts';
import type { PastStore } from './past/past-store.ts';
import { median, quantile } from './report/medians.ts';
import { tableText } from './report/table.ts';
import { HubApi } from './targets/hub-api.ts';
import {
  BINS_PER_STATION,
  createStations,
  gridOf,
  stationId,
  TOWN,
  writeHubConfig,
} from './targets/hub-config.ts';
import { type HubProcess, startHub } from './targets/hub-process.ts';

const HOUR_MS = 3_600_000;
const STARTS = 3;
const TOWN_QUERIES = 5;

const { values } = parseArgs({
  options: {
    /** duckdb, or influx: a real influxd, which takes its time to be filled. */
    history: { type: 'string', default: 'duckdb' },
    /** 1000, or 50 with influx. */
    stations: { type: 'string' },
    days: { type: 'string', default: '90' },
    /** Questions, each about a station drawn at random. */
    queries: { type: 'string', default: '300' },
    /** Where the past is made, or found again; without it a temporary folder. */
    folder: { type: 'string' },
    /** The past stays in that folder, for the next run. */
    keep: { type: 'boolean', default: false },
    /** A folder for CPU profiles of the hub's threads. */
    profile: { type: 'string' },
  },
});

// Removed at the end: a folder that somebody named is theirs, only what is below it is ours.
const folder =
  values.folder === undefined
    ? createTemporaryFolder('history').path
    : join(resolve(values.folder), 'bench-history');
const configFolder = join(folder, 'config');
const dataFolder = join(folder, 'data');
const influxFolder = join(folder, 'influxd');
const pastFile = join(folder, 'past.json');

// A past that was not finished.
if (!existsSync(pastFile)) rmSync(folder, { recursive: true, force: true });
const store = await openStore();
try {
  const past = await havePast();
  await measure(past);
} finally {
  await store.close();
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}

async function openStore(): Promise<PastStore> {
  if (values.history === 'duckdb') return duckDbPast;
  if (values.history === 'influx') return await openInfluxPast(influxFolder);
  throw new Error(`cannot read --history: expected duckdb or influx, got "${values.history}"`);
}

/** That of an earlier run with --keep, or a new one. */
async function havePast(): Promise<Past> {
  if (existsSync(pastFile)) return JSON.parse(readFileSync(pastFile, 'utf8')) as Past;
  const stations = createStations(Number(values.stations ?? (values.history === 'influx' ? 50 : 1000)));
  mkdirSync(configFolder, { recursive: true });
  writeHubConfig(configFolder, stations, false);
  const hub = await startHub({ configFolder, dataFolder, environment: store.environment });
  if (values.history === 'influx') await sayOne(hub.mqttPort, stations);
  await hub.stop();
  const to = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const past = { from: to - Number(values.days) * 24 * HOUR_MS, to, stations: stations.length };
  const startedAt = performance.now();
  await store.make({
    dataFolder,
    past,
    stations: stations.map(({ id }, number) => ({ id, grid: gridOf(number) })),
    onDay(done, days) {
      if (done % 10 === 0 || done === days) console.log(`${done} of ${days} days made`);
    },
  });
  console.log(`The past was made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  writeFileSync(pastFile, JSON.stringify(past));
  return past;
}

/** Makes the hub write down what it has sent, on which no hour of the past is open. */
async function sayOne(port: number, [station]: readonly LoadStation[]): Promise<void> {
  const stations = station ? [station] : [];
  const plan: LoadPlan = { port, stations, messages: 1, inFlight: 1, lateShare: 0, payload: 'usual' };
  await load(plan, { beforeLoad() {}, afterLoad() {} });
}

async function measure(past: Past): Promise<void> {
  const starts: number[] = [];
  for (let start = 1; start < STARTS; start++) {
    const hub = await startHub({ configFolder, dataFolder, environment: store.environment });
    starts.push(hub.startMs);
    await hub.stop();
  }
  const hub = await startHub({
    configFolder,
    dataFolder,
    environment: store.environment,
    profileFolder: values.profile,
  });
  starts.push(hub.startMs);
  try {
    report(past, { startMs: median(starts), ...(await ask(hub, past)) });
  } finally {
    await hub.stop();
  }
}

async function ask({ http, pid }: HubProcess, past: Past) {
  const api = new HubApi(http);
  await checkPast(api, past);
  const statisticsMs: number[] = [];
  for (let query = 0; query < Number(values.queries); query++) {
    const id = stationId(Math.floor(Math.random() * past.stations));
    statisticsMs.push(await timed(() => api.readingsOf(`stations/${id}`, past)));
  }
  const memoryMb = peakMemoryMbOf(pid);
  const townMs: number[] = [];
  for (let query = 0; query < TOWN_QUERIES; query++) {
    townMs.push(await timed(() => api.readingsOf(`areas/${TOWN}`, past)));
  }
  return { statisticsMs, townMs, memoryMb };
}

/** A fast answer about nothing would be no news. */
async function checkPast(api: HubApi, past: Past): Promise<void> {
  const { levels } = await api.readingsOf(`stations/${stationId(0)}`, past);
  const expected = ((past.to - past.from) / LEVEL_EVERY_MS) * BINS_PER_STATION;
  if (levels !== expected)
    throw new Error(`cannot measure: the hub tells of ${levels} levels, not ${expected}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

interface Measured {
  startMs: number;
  statisticsMs: readonly number[];
  townMs: readonly number[];
  memoryMb: number;
}

function report(past: Past, { startMs, statisticsMs, townMs, memoryMb }: Measured): void {
  const rows = ((past.to - past.from) / LEVEL_EVERY_MS) * past.stations * BINS_PER_STATION;
  const result = {
    statisticsP50Ms: quantile(statisticsMs, 0.5),
    statisticsP95Ms: quantile(statisticsMs, 0.95),
    townStatisticsP50Ms: median(townMs),
    startMs,
    rows,
    memoryMb,
    historyMb: store.sizeMb(dataFolder),
  };
  const text = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  console.log(
    tableText([
      ['levels stored', text(result.rows)],
      ['history on disk, MB', text(result.historyMb)],
      ['statistics of a station by day, p50 ms', text(result.statisticsP50Ms)],
      ['statistics of a station by day, p95 ms', text(result.statisticsP95Ms)],
      ['statistics of the whole town by day, p50 ms', text(result.townStatisticsP50Ms)],
      ['start of the hub, ms', text(result.startMs)],
      ['peak memory after the questions about stations, MB', text(result.memoryMb)],
    ]),
  );
  console.log(JSON.stringify(mapRounded(result)));
}

function mapRounded(result: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(result).map(([key, value]) => [key, Number(value.toFixed(1))]));
}
