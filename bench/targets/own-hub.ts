// A hub in a data folder of its own: registry, ledger, journal, roll-ups; the watch where it is asked for. The folder
// goes with it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadStation } from '../load/plan.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import { writeHubConfig } from './hub-config.ts';
import { type HubProcess, type HubProcessOptions, startHub } from './hub-process.ts';

export interface OwnHubOptions extends Pick<HubProcessOptions, 'profileFolder' | 'environment'> {
  stations: readonly LoadStation[];
  /** false */
  watch?: boolean | undefined;
}

export async function startOwnHub({
  stations,
  watch = false,
  ...options
}: OwnHubOptions): Promise<HubProcess> {
  const folder = createTemporaryFolder('hub');
  try {
    const configFolder = join(folder.path, 'config');
    mkdirSync(configFolder);
    writeHubConfig(configFolder, stations, watch);
    const hub = await startHub({ ...options, configFolder, dataFolder: join(folder.path, 'data') });
    return { ...hub, stop: () => hub.stop().finally(() => folder.remove()) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}
