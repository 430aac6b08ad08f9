// `dropoff-hub backup DIR` and `restore DIR`: all of the data folder, to another disk and back.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BACKUP_PATH } from '../api/control-requests.ts';
import { type BackupTaken, takeBackup } from '../backup/backup.ts';
import { restoreBackup } from '../backup/restore.ts';
import { loadConfig } from '../config/load-config.ts';
import { NoHubRunning } from '../control/control-client.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { createHubAsker } from '../control/hub-asker.ts';
import { openDataFolder } from '../data-folder.ts';
import { systemClock } from '../model/clock.ts';

const NOT_IN_IT =
  'Not in it: the configuration, secrets of the environment, certificates, and what InfluxDB has.';

export function addBackupCommands(program: Command): void {
  program
    .command('backup <folder>')
    .description('copy the data into a new or empty folder, also while the hub runs')
    .action(async (folder: string) => {
      const { dataFolder } = loadConfig(process.env);
      const { files, bytes, tookMs } = await backUp(dataFolder, resolve(folder));
      console.log(
        `${files} files, ${(bytes / 1e6).toFixed(1)} MB in ${(tookMs / 1_000).toFixed(1)} s: ${folder}`,
      );
      console.error(NOT_IN_IT);
    });

  program
    .command('restore <folder>')
    .description('make the data folder, which must be new or empty, from a backup')
    .action(async (folder: string) => {
      const { dataFolder } = loadConfig(process.env);
      const { begunAt, hub } = await restoreBackup(resolve(folder), dataFolder);
      console.log(`${dataFolder} has everything that was acknowledged before ${begunAt} (hub ${hub}).`);
      console.error('Start the hub with the same configuration and secrets as before.');
    });
}

/** By the hub that runs; without one by itself, with the folder's lock. */
async function backUp(dataFolder: string, target: string): Promise<BackupTaken> {
  try {
    return await createHubAsker(controlSocketPath(dataFolder)).post(BACKUP_PATH, { folder: target });
  } catch (error) {
    if (!(error instanceof NoHubRunning)) throw error;
  }
  const folder = await openDataFolder(dataFolder);
  try {
    const holdFiles = async () => () => undefined;
    return await takeBackup({ dataFolder: folder.path, target, holdFiles, clock: systemClock });
  } finally {
    await folder.release();
  }
}
