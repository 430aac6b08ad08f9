// A hub in a data folder of its own, with everything on: registry, ledger, journal, roll-ups. The folder goes with it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadStation } from '../load/plan.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import { writeHubConfig } from './hub-config.ts';
import { type HubProcess, type HubProcessOptions, startHub } from './hub-process.ts';

export interface OwnHubOptions extends Pick<HubProcessOptions, 'profileFolder' | 'environment'> {
  stations: readonly LoadStation[];
}

export async function startOwnHub({ stations, ...options }: OwnHubOptions): Promise<HubProcess> {
  const folder = createTemporaryFolder('hub');
  try {
    const configFolder = join(folder.path, 'config');
    mkdirSync(configFolder);
    writeHubConfig(configFolder, stations);
    const hub = await startHub({ ...options, configFolder, dataFolder: join(folder.path, 'data') });
    return { ...hub, stop: () => hub.stop().finally(() => folder.remove()) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}
