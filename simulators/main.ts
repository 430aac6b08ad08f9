#!/usr/bin/env node
// Command line of the simulators: `npm run simulate -- ...`. See --help.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { duration, integer, positive, positiveInteger } from './arguments.ts';
import type { FleetStation } from './fleet/fleet.ts';
import { describeResult, resultJson } from './report.ts';
import { runScripted } from './run-scripted.ts';
import { runTown } from './run-town.ts';
import { chooseStations } from './stations/choose-stations.ts';
import { makeStationsCsv } from './stations/make-stations.ts';

/** A day a second: faster, a town would be computed rather than live. Recorded levels may go at any speed. */
const FASTEST_TOWN = 86_400;

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
  scenario?: string;
  replay?: string;
  ledger?: string;
  hub?: string;
  token?: string;
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
  .addOption(
    new Option('--backfill <duration>', 'tell so much past first, e.g. 30d')
      .argParser(duration)
      .default(0, 'none'),
  )
  .option(
    '--for <duration>',
    'live in the present for so long, e.g. 10m; 0s: only the past; else until Ctrl-C',
    duration,
  )
  .option('--host <host>', 'of the hub', process.env.HUB_MQTT_HOST ?? '127.0.0.1')
  .option('--port <port>', 'of the hub', positiveInteger, Number(process.env.HUB_MQTT_PORT ?? 1883))
  .option('--state <file>', 'go on from this file, and leave it for the next start')
  .option('--json', 'the last line is one JSON object', false)
  .option('--scenario <name>', 'instead of plain life: a scenario by name or .yaml file, e.g. outage')
  .option('--replay <file>', 'instead: a CSV of levels, station,bin,observed_at,fill_level')
  .option('--ledger <file>', 'where to write what must be found at the hub; see simulate:verify')
  .option('--hub <url>', 'with --ledger: the API of a hub that has heard these stations before')
  .addOption(
    new Option('--token <token>', 'with --hub: an API key, where the hub wants one').env('HUB_TOKEN'),
  )
  .option(
    '--make-stations <count>',
    'instead: write a CSV of invented stations, to be imported',
    positiveInteger,
  )
  .option('--grids <ids>', 'with --make-stations: the areas they stand in, separated by commas')
  .option('--out <file>', 'with --make-stations: the file to write; else standard output');

try {
  const options = program.parse().opts<Options>();
  if (options.speed > FASTEST_TOWN && options.replay === undefined)
    throw new Error(
      `cannot go at --speed ${options.speed}: expected up to ${FASTEST_TOWN}, but for --replay`,
    );
  if (options.makeStations !== undefined) makeStations(options.makeStations, options);
  else if (options.scenario ?? options.replay) await playScripts(options);
  else await simulate(options);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function playScripts(options: Options): Promise<void> {
  if (options.scenario && options.replay) throw new Error('cannot play both: give --scenario or --replay');
  const everything = await runScripted({ ...options, stations: chosen(options), forMs: options.for });
  if (!everything) process.exitCode = 1;
}

function chosen(options: Options): FleetStation[] {
  return chooseStations({
    count: options.stations,
    tokensFile: options.tokens,
    stationsFile: options.stationsFile,
    demoFile: join(process.env.HUB_CONFIG ?? 'config/demo', 'stations.yaml'),
    demoTokens: process.env.HUB_STATION_TOKENS,
  });
}

async function simulate(options: Options): Promise<void> {
  const times = { backfillMs: options.backfill, liveForMs: options.for };
  const result = await runTown({ ...options, ...times, stations: chosen(options), stateFile: options.state });
  process.stdout.write(`${describeResult(result)}\n`);
  if (options.json) process.stdout.write(`${resultJson(result)}\n`);
  if (result.outstanding > 0) process.exitCode = 1;
}

function makeStations(count: number, { grids, seed, out }: Options): void {
  if (!grids) throw new Error('cannot make stations: --grids is needed: ids of areas that the hub knows');
  const csv = makeStationsCsv({ count, grids: grids.split(','), seed });
  if (out === undefined) process.stdout.write(csv);
  else writeFileSync(out, csv);
}
