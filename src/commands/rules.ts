// `dropoff-hub rules try`: what rules would have raised on recorded readings, by the present settings or those of
// another folder. Asks the running hub, or opens the data folder when none runs.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { alertsSchema } from '../config/alerts-schema.ts';
import { ConfigError } from '../config/config-error.ts';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { loadFile } from '../config/load-file.ts';
import { NoHubRunning } from '../control/control-client.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { openFolderDesk } from '../control/folder-desk.ts';
import { createCommandLog } from '../log.ts';
import { systemClock } from '../model/clock.ts';
import type { PastReadings } from '../trial/past-readings.ts';
import type { AlertSettings } from '../watch/rules/alert-settings.ts';
import { historyStoreOptions } from '../wiring/history-options.ts';

const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS };
const LONGEST_MS = 400 * 24 * HOUR_MS;

export function addRulesCommands(program: Command): void {
  const rules = program.command('rules').description('what raises alerts');

  rules
    .command('try')
    .description('show what the rules would have raised on the readings that were recorded')
    .addOption(
      new Option('--since <period>', 'how far back, e.g. 36h or 7d')
        .argParser(readPeriod)
        .default(7 * 24 * HOUR_MS, '7d'),
    )
    .option('--config <folder>', 'try the alerts.yaml of this folder, and compare it with the present one')
    .action(async ({ since, config: folder }: { since: number; config?: string }) => {
      const config = loadConfig(process.env);
      const other = folder === undefined ? undefined : { folder, settings: settingsIn(folder) };
      const readings = await openPastReadings(config);
      try {
        console.log(await reportOn(readings, { config, sinceMs: since, other }));
      } finally {
        await readings.close();
      }
    });
}

interface Wish {
  config: HubConfig;
  sinceMs: number;
  other?: { folder: string; settings: AlertSettings } | undefined;
}

async function reportOn(readings: PastReadings, { config, sinceMs, other }: Wish): Promise<string> {
  // Loaded late: the other commands need no watch.
  const { tryTown } = await import('../trial/try-town.ts');
  const { reportOf } = await import('../trial/trial-report.ts');
  const to = systemClock.now();
  const bar = new SingleBar({
    format: 'Trying [{bar}] {value}/{total} stations',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(0, 0);
  const { stations, messages, alerts } = await tryTown({
    readings,
    from: to - sinceMs,
    to,
    lateAfterMs: config.ingest.lateAfterMinutes * 60_000,
    settings: [config.alerts, ...(other ? [other.settings] : [])],
    onStation: (done, all) => {
      bar.setTotal(all);
      bar.update(done);
    },
  }).finally(() => bar.stop());
  const [present = [], tried = []] = alerts;
  const period = `${new Date(to - sinceMs).toISOString()} to ${new Date(to).toISOString()}`;
  const basis = `${period}: ${stations} stations, ${messages} messages`;
  return reportOf({ basis, present, ...(other && { other: { folder: other.folder, alerts: tried } }) });
}

async function openPastReadings(config: HubConfig): Promise<PastReadings> {
  const { createHubReadings } = await import('../trial/hub-readings.ts');
  const ofHub = createHubReadings(controlSocketPath(config.dataFolder));
  try {
    await ofHub.areas();
    return ofHub;
  } catch (error) {
    if (!(error instanceof NoHubRunning)) throw error;
    return openFolderReadings(config);
  }
}

/** Takes the folder's lock as a hub would. */
async function openFolderReadings(config: HubConfig): Promise<PastReadings> {
  const { openHistoryStore } = await import('../history/index.ts');
  const { dataFolder, declared, stations: defaults } = config;
  const desk = await openFolderDesk({ dataFolder, declared, defaults, log: createCommandLog('warn') });
  try {
    const history = await openHistoryStore(historyStoreOptions(config, dataFolder));
    return {
      stations: () => desk.stations(),
      areas: () => desk.areas(),
      fillLevels: (query) => history.fillLevels(query),
      dropOffs: (query) => history.dropOffs(query),
      async close() {
        await history.close();
        await desk.close();
      },
    };
  } catch (error) {
    await desk.close();
    throw error;
  }
}

/** Throws `ConfigError` with every fault of the file; a folder without one was not meant. */
function settingsIn(folder: string): AlertSettings {
  const file = join(resolve(folder), 'alerts.yaml');
  if (!existsSync(file)) {
    const expected = 'a folder with alerts.yaml';
    throw new ConfigError([{ file: 'command line', path: '--config', value: folder, expected }]);
  }
  const { settings, faults } = loadFile(file, alertsSchema);
  if (!settings) throw new ConfigError(faults);
  return settings;
}

function readPeriod(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)([hd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('expected a number of hours or days, e.g. 36h or 7d, at most 400d');
}
