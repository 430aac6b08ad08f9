#!/usr/bin/env node
// `npm run demo`: the hub and a sample town of simulated stations on this machine, with two weeks of past.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { systemClock } from '../src/model/clock.ts';
import { HubProcess } from './demo/hub-process.ts';
import { type DemoSettings, readDemoSettings } from './demo/settings.ts';
import { welcome } from './demo/welcome.ts';
import { Fleet, type FleetResult } from './fleet/fleet.ts';
import { createInterrupt, type Interrupt } from './interrupt.ts';
import { createProgressBar } from './progress-bar.ts';
import { describeResult } from './report.ts';
import { chooseStations } from './stations/choose-stations.ts';

const DAY_MS = 86_400_000;
const PAST_DAYS = 14;
/** An hour of the town in three minutes: enough to watch, and a level of each station every half minute. */
const SPEED = 20;
const SEED = 20;

const HUB_ENTRY = fileURLToPath(new URL('../src/main.js', import.meta.url));

new Command('demo')
  .description(
    'The hub and a sample town of 24 simulated stations on this machine, with two weeks of past; Ctrl-C ends. ' +
      'HUB_MQTT_PORT and HUB_HTTP_PORT take other ports than 1883 and 8080, HUB_DATA another folder than ./data/demo.',
  )
  .parse();

try {
  await demo(readDemoSettings(process.env));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

async function demo(settings: DemoSettings): Promise<void> {
  process.stdout.write('Starting the hub ...\n');
  const hub = await HubProcess.start(HUB_ENTRY, settings);
  const interrupt = createInterrupt(() =>
    process.stdout.write('\nEnding: the stations first, then the hub.\n'),
  );
  const result = await Promise.race([runTown(settings, interrupt), hub.died]);
  process.stdout.write(`${describeResult(result)}\n`);
  await hub.stop();
}

function runTown(settings: DemoSettings, { signal }: Interrupt): Promise<FleetResult> {
  const stations = chooseStations({ demoFile: join(settings.configFolder, 'stations.yaml') });
  const first = stations[0]?.station.id ?? '';
  const fleet = new Fleet({
    seed: SEED,
    speed: SPEED,
    stations,
    ...settings.mqtt,
    backfillMs: PAST_DAYS * DAY_MS,
    stateFile: settings.stateFile,
    clock: systemClock,
    progress: createProgressBar(`Telling what happened until now, ${stations.length} stations`),
    onLive: () => process.stdout.write(welcome(settings, first, lastWeek(systemClock.now()))),
  });
  return fleet.run(signal);
}

function lastWeek(now: number): { from: Date; to: Date } {
  const to = Math.ceil(now / DAY_MS) * DAY_MS;
  return { from: new Date(to - 7 * DAY_MS), to: new Date(to) };
}
