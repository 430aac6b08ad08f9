#!/usr/bin/env node
// `npm run simulate:verify -- LEDGER --hub URL`: holds the ledger of a run against the API of a hub. Ends with 1 when
// anything differs, and says what.
import { Command, Option } from 'commander';
import { duration } from './arguments.ts';
import { readLedger } from './ledger/ledger-file.ts';
import { say } from './report.ts';
import { HubAnswers } from './verify/hub-answers.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

interface Options {
  hub: string;
  token?: string;
  patience: number;
}

const program = new Command('simulate:verify')
  .description('Holds the ledger of a simulated run against the API of a hub.')
  .argument('<ledger>', 'the file that the run wrote')
  .option('--hub <url>', 'of the hub', 'http://127.0.0.1:8080')
  .addOption(new Option('--token <token>', 'an API key, where the hub wants one').env('HUB_TOKEN'))
  .addOption(
    new Option('--patience <duration>', 'how long the history may be behind')
      .argParser(duration)
      .default(15_000, '15s'),
  );

try {
  program.parse();
  await verify(program.args[0] ?? '', program.opts<Options>());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function verify(file: string, { hub, token, patience }: Options): Promise<void> {
  const ledger = readLedger(file);
  const differences = await verifyLedger(ledger, new HubAnswers(hub, token), patience);
  for (const { station, what, expected, found } of differences)
    process.stdout.write(`${station}: ${what}: expected ${expected}, found ${found}\n`);
  const stations = Object.values(ledger.stations);
  const acknowledged = stations.reduce((sum, station) => sum + station.acknowledged, 0);
  const found = differences.length === 1 ? '1 difference' : `${say(differences.length)} differences`;
  const verdict = differences.length === 0 ? 'all as the ledger says' : found;
  process.stdout.write(`${say(stations.length)} stations, ${say(acknowledged)} messages: ${verdict}.\n`);
  if (differences.length > 0) process.exitCode = 1;
}
