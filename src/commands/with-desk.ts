// Gives a command the registry: of the running hub, or, when none runs, of its data folder.

import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { NoHubRunning } from '../control/control-client.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { openFolderDesk } from '../control/folder-desk.ts';
import { createHubDesk } from '../control/hub-desk.ts';
import type { RegistryDesk } from '../control/registry-desk.ts';
import { createCommandLog } from '../log.ts';

export type DeskTask = (desk: RegistryDesk) => Promise<void>;

export async function withDesk(task: DeskTask): Promise<void> {
  const config = loadConfig(process.env);
  try {
    await task(createHubDesk(controlSocketPath(config.dataFolder)));
  } catch (error) {
    if (!(error instanceof NoHubRunning)) throw error;
    await withFolder(config, task);
  }
}

async function withFolder(config: HubConfig, task: DeskTask): Promise<void> {
  const { dataFolder, declared, stations: defaults } = config;
  const desk = await openFolderDesk({ dataFolder, declared, defaults, log: createCommandLog('warn') });
  try {
    await task(desk);
  } finally {
    await desk.close();
  }
}
