// `npm run bench:ingest`: how fast, and at what cost, the hub takes messages, against brokers that store nothing.
// The targets take turns, so that whatever else the machine does falls on all of them. Prints a table and, as the
// last line, one JSON object.
import { parseArgs } from 'node:util';
import { measureAway } from './influx/away.ts';
import { measureDrain } from './influx/drain.ts';
import { type Influxd, startInfluxd } from './influx/influxd.ts';
import type { Payload } from './load/plan.ts';
import { type Figures, type MeasureOptions, measureTarget } from './measure/measure-target.ts';
import { installNodeRed } from './node-red/install.ts';
import {
  databaseTable,
  type InfluxFigures,
  influxJson,
  influxLines,
  influxRatios,
} from './report/influx-report.ts';
import { ingestJson, ingestTable, keptLines } from './report/ingest-report.ts';
import { mediansOf } from './report/medians.ts';
import { bareAedes, parseOnly } from './targets/forked.ts';
import { hubTarget } from './targets/hub.ts';
import { createStations } from './targets/hub-config.ts';
import { influxHubTarget } from './targets/influx-hub.ts';
import { isMosquittoInstalled, mosquitto } from './targets/mosquitto.ts';
import { nodeRed } from './targets/node-red.ts';
import type { Target } from './targets/target.ts';

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '500' },
    messages: { type: 'string', default: '200000' },
    /** Unacknowledged messages on one connection. */
    'in-flight': { type: 'string', default: '10' },
    /** Messages per second of the phase that measures acknowledgement times, and how long it is. */
    rate: { type: 'string', default: '2000' },
    'rate-seconds': { type: 'string', default: '10' },
    repeat: { type: 'string', default: '3' },
    /** 0..1: measures the hub a second time with this share of the messages 30 days late. */
    late: { type: 'string', default: '0' },
    /** usual, or full: every optional field of the protocol. */
    payload: { type: 'string', default: 'usual' },
    /** Measures the hub a second time with its watch on. */
    watch: { type: 'boolean', default: false },
    /** Where the hub keeps its history: duckdb, or influx, with what is measured of InfluxDB alone. */
    history: { type: 'string', default: 'duckdb' },
    /** With --history influx: how long InfluxDB stays away. */
    'away-seconds': { type: 'string', default: '20' },
    /** Of parseOnly, aedes, mosquitto, hub, hubLate, hubWatch, nodeRed, nodeRedLean, drain, away; separated by commas. */
    only: { type: 'string' },
    /** A folder for CPU profiles of the hub's threads. */
    profile: { type: 'string' },
  },
});

const stations = createStations(numberOf('stations'));
const ratePerSecond = numberOf('rate');
const lateShare = numberOf('late');
const options: MeasureOptions = {
  plan: {
    stations,
    messages: numberOf('messages'),
    inFlight: numberOf('in-flight'),
    lateShare: 0,
    payload: payloadOf(values.payload),
  },
  ratePerSecond,
  rateSeconds: numberOf('rate-seconds'),
};

const influxd = historyOf(values.history) === 'influx' ? await startInfluxd() : undefined;
const measured = targets();
const runs = new Map<string, Figures[]>(measured.map(({ name }) => [name, []]));
for (let round = 1; round <= numberOf('repeat'); round++) {
  for (const target of measured) {
    const figures = await measureTarget(target, optionsFor(target));
    runs.get(target.name)?.push(figures);
    const { messagesPerSecond, cpuMicrosPerMessage } = figures;
    const speed = `${messagesPerSecond.toFixed(0)} msg/s, ${cpuMicrosPerMessage.toFixed(1)} us/msg`;
    console.log(`round ${round}: ${target.name} ${speed}`);
  }
}
await influxd?.dispose();
const medians = new Map([...runs].map(([name, figures]) => [name, mediansOf(figures)]));
const influx: InfluxFigures = { targets: medians, ...(influxd && (await measureInflux())) };
if (medians.size > 0) console.log(`\n${ingestTable(medians, ratePerSecond)}\n`);
for (const line of keptLines(medians)) console.log(line);
if (influxd && medians.size > 0) console.log(`\n${databaseTable(medians)}\n`);
for (const line of influxLines(influx)) console.log(line);
const json = ingestJson(medians, ratePerSecond, influxRatios(influx));
console.log(JSON.stringify({ ...json, ...influxJson(influx) }));

function targets(): Target[] {
  const hub = (name: string, watch = false): Target => {
    const hubOptions = { name, stations, watch, profileFolder: values.profile };
    return influxd ? influxHubTarget(influxd, hubOptions) : hubTarget(hubOptions);
  };
  const all = [
    parseOnly,
    bareAedes,
    ...(isMosquittoInstalled() ? [mosquitto] : []),
    hub('hub'),
    ...(lateShare > 0 ? [hub('hubLate')] : []),
    ...(values.watch ? [hub('hubWatch', true)] : []),
    ...(influxd ? nodeRedTargets(influxd) : []),
  ];
  return all.filter(({ name }) => isWanted(name));
}

function nodeRedTargets(influxd: Influxd): Target[] {
  const flows = ['nodeRed', 'nodeRedLean'].filter(isWanted);
  const installed = flows.length > 0 ? installNodeRed() : '';
  return flows.map((name) =>
    nodeRed(influxd, { name, flow: name === 'nodeRed' ? 'usual' : 'lean', installed }),
  );
}

function isWanted(name: string): boolean {
  return values.only?.split(',').includes(name) ?? true;
}

/** What nothing else can be measured beside. */
async function measureInflux(): Promise<Omit<InfluxFigures, 'targets'>> {
  const { plan } = options;
  const awaySeconds = numberOf('away-seconds');
  return {
    ...(isWanted('drain') && { drain: await measureDrain(plan, numberOf('repeat')) }),
    ...(isWanted('away') && { away: await measureAway({ plan, ratePerSecond, awaySeconds }) }),
  };
}

function optionsFor({ name }: Target): MeasureOptions {
  return name === 'hubLate' ? { ...options, plan: { ...options.plan, lateShare } } : options;
}

function numberOf(option: Exclude<keyof typeof values, 'only' | 'profile' | 'history' | 'watch'>): number {
  const number = Number(values[option]);
  if (number >= 0) return number;
  throw new Error(`cannot read --${option}: expected a number, got "${values[option]}"`);
}

function payloadOf(text: string): Payload {
  if (text === 'usual' || text === 'full') return text;
  throw new Error(`cannot read --payload: expected usual or full, got "${text}"`);
}

function historyOf(text: string): 'duckdb' | 'influx' {
  if (text === 'duckdb' || text === 'influx') return text;
  throw new Error(`cannot read --history: expected duckdb or influx, got "${text}"`);
}
