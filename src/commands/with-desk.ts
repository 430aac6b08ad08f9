// Gives a command the registry or the users: of the running hub, or, when none runs, of its data folder.
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { NoHubRunning } from '../control/control-client.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { openFolderDesk } from '../control/folder-desk.ts';
import { openFolderUserDesk } from '../control/folder-user-desk.ts';
import { createHubDesk } from '../control/hub-desk.ts';
import { createHubUserDesk } from '../control/hub-user-desk.ts';
import type { RegistryDesk } from '../control/registry-desk.ts';
import type { UserDesk } from '../control/user-desk.ts';
import { createCommandLog } from '../log.ts';

interface Desk {
  close(): Promise<void>;
}

/** Where a desk is found: of a hub that may not run, and of the folder. */
interface Places<Found extends Desk> {
  ofHub(socketPath: string): Found;
  ofFolder(config: HubConfig): Promise<Found>;
}

export function withDesk(task: (desk: RegistryDesk) => Promise<void>): Promise<void> {
  return atDesk(task, {
    ofHub: createHubDesk,
    ofFolder: ({ dataFolder, declared, stations: defaults }) =>
      openFolderDesk({ dataFolder, declared, defaults, log: createCommandLog('warn') }),
  });
}

export function withUserDesk(task: (desk: UserDesk) => Promise<void>): Promise<void> {
  return atDesk(task, {
    ofHub: createHubUserDesk,
    ofFolder: ({ dataFolder, declared }) =>
      openFolderUserDesk({ dataFolder, declared, log: createCommandLog('warn') }),
  });
}

async function atDesk<Found extends Desk>(
  task: (desk: Found) => Promise<void>,
  { ofHub, ofFolder }: Places<Found>,
): Promise<void> {
  const config = loadConfig(process.env);
  try {
    await task(ofHub(controlSocketPath(config.dataFolder)));
  } catch (error) {
    if (!(error instanceof NoHubRunning)) throw error;
    const desk = await ofFolder(config);
    try {
      await task(desk);
    } finally {
      await desk.close();
    }
  }
}
