#!/usr/bin/env node
// Command line of the simulators: `npm run simulate -- ...`. See --help.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../src/model/clock.ts';
import { parseDuration, sayDuration } from './duration.ts';
import { Fleet, LONGEST_PAST_MS } from './fleet/fleet.ts';
import { createInterrupt } from './interrupt.ts';
import { createProgressBar } from './progress-bar.ts';
import { describeResult, resultJson } from './report.ts';
import { chooseStations } from './stations/choose-stations.ts';
import { makeStationsCsv } from './stations/make-stations.ts';

interface Options {
  stations?: number;
  speed: number;
  seed: number;
  tokens?: string;
  stationsFile?: string;
  backfill: number;
  for?: number;
  host: string;
  port: number;
  state?: string;
  json: boolean;
  makeStations?: number;
  grids?: string;
  out?: string;
}

const program = new Command('simulate')
  .description(
    'A fleet of simulated stations that behaves like a town, over MQTT. Readings are dated by the real clock: ' +
      "with --speed 60 the town's day passes in 24 minutes, and nothing is dated in the future.",
  )
  .option('--stations <count>', 'how many stations; all of the file when left out', positiveInteger)
  .option(
    '--tokens <file>',
    'CSV id,token, as written by "dropoff-hub station import"; else the demo stations (HUB_STATION_TOKENS: id:token,...)',
  )
  .option('--stations-file <file>', 'the imported CSV, for their bins; else four typical bins are assumed')
  .option('--speed <factor>', "minutes of the town's day per real minute", positive, 1)
  .option('--seed <number>', 'the same seed and range give the same messages', integer, 1)
  .option('--backfill <duration>', 'tell so much past first, e.g. 30d', duration, 0)
  .option(
    '--for <duration>',
    'live in the present for so long, e.g. 10m; 0s: only the past; else until Ctrl-C',
    duration,
  )
  .option('--host <host>', 'of the hub', process.env.HUB_MQTT_HOST ?? '127.0.0.1')
  .option('--port <port>', 'of the hub', positiveInteger, Number(process.env.HUB_MQTT_PORT ?? 1883))
  .option('--state <file>', 'go on from this file, and leave it for the next start')
  .option('--json', 'the last line is one JSON object', false)
  .option(
    '--make-stations <count>',
    'instead: write a CSV of invented stations, to be imported',
    positiveInteger,
  )
  .option('--grids <ids>', 'with --make-stations: the areas they stand in, separated by commas')
  .option('--out <file>', 'with --make-stations: the file to write; else standard output');

try {
  const options = program.parse().opts<Options>();
  if (options.makeStations === undefined) await simulate(options);
  else makeStations(options.makeStations, options);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function simulate(options: Options): Promise<void> {
  const stations = chooseStations({
    count: options.stations,
    tokensFile: options.tokens,
    stationsFile: options.stationsFile,
    demoFile: join(process.env.HUB_CONFIG ?? 'config/demo', 'stations.yaml'),
    demoTokens: process.env.HUB_STATION_TOKENS,
  });
  const { speed, seed, host, port, state: stateFile } = options;
  const fleet = new Fleet({
    ...{ speed, seed, host, port, stateFile, stations, clock: systemClock, liveForMs: options.for },
    backfillMs: pastWithinBounds(options.backfill),
    progress: createProgressBar('Telling the past'),
    onLive: () => say(`${stations.length} stations live at ${host}:${port}, speed ${speed}; Ctrl-C ends.`),
  });
  const interrupt = createInterrupt(() => say('Ending: waiting for the last acknowledgements.'));
  const result = await fleet.run(interrupt.signal);
  interrupt.release();
  process.stdout.write(`${describeResult(result)}\n`);
  if (options.json) process.stdout.write(`${resultJson(result)}\n`);
  if (result.outstanding > 0) process.exitCode = 1;
}

function pastWithinBounds(backfillMs: number): number {
  if (backfillMs <= LONGEST_PAST_MS) return backfillMs;
  say(`The past is cut to ${sayDuration(LONGEST_PAST_MS)}: the hub refuses readings older than 35 days.`);
  return LONGEST_PAST_MS;
}

function makeStations(count: number, { grids, seed, out }: Options): void {
  if (!grids) throw new Error('cannot make stations: --grids is needed: ids of areas that the hub knows');
  const csv = makeStationsCsv({ count, grids: grids.split(','), seed });
  if (out === undefined) process.stdout.write(csv);
  else writeFileSync(out, csv);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function duration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('expected a number above 0, up to 86400');
}

function integer(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('expected a whole number');
}

function positiveInteger(text: string): number {
  const value = integer(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('expected a whole number above 0');
}
