// The whole hub as a target, in a data folder of its own, with everything on: registry, ledger, journal, roll-ups. What
// it stored it is asked through its API.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadStation } from '../load/plan.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import { HubApi } from './hub-api.ts';
import { BINS_PER_STATION, TOWN, writeHubConfig } from './hub-config.ts';
import { startHub } from './hub-process.ts';
import type { StoredCounts, Target, TargetStore } from './target.ts';

const DAY_MS = 86_400_000;
const LOOK_AGAIN_MS = 20;
/** Room for the history to catch up; it is measured, not asserted. */
const CATCH_UP_MS = 120_000;

export interface HubTargetOptions {
  name: string;
  stations: readonly LoadStation[];
  profileFolder?: string | undefined;
}

export function hubTarget({ name, stations, profileFolder }: HubTargetOptions): Target {
  return {
    name,
    async start() {
      const folder = createTemporaryFolder('hub');
      try {
        const configFolder = join(folder.path, 'config');
        mkdirSync(configFolder);
        writeHubConfig(configFolder, stations);
        const hub = await startHub({ configFolder, dataFolder: join(folder.path, 'data'), profileFolder });
        return {
          port: hub.mqttPort,
          pid: hub.pid,
          store: storeOf(new HubApi(hub.http), stations),
          stop: () => hub.stop().finally(() => folder.remove()),
        };
      } catch (error) {
        folder.remove();
        throw error;
      }
    },
  };
}

function storeOf(api: HubApi, stations: readonly LoadStation[]): TargetStore {
  return {
    async catchUp() {
      const { behindSeconds: lagSeconds } = await api.history();
      const until = Date.now() + CATCH_UP_MS;
      while ((await api.history()).behindBytes > 0) {
        if (Date.now() > until) throw new Error(`cannot wait for the history: behind for ${CATCH_UP_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
      return { lagSeconds };
    },
    counts: () => countsOf(api, stations),
  };
}

async function countsOf(api: HubApi, stations: readonly LoadStation[]): Promise<StoredCounts> {
  const now = Date.now();
  const { dropOffs, levels } = await api.readingsOf(`areas/${TOWN}`, {
    from: now - 32 * DAY_MS,
    to: now + DAY_MS,
  });
  const counts = { stored: dropOffs + levels / BINS_PER_STATION, missing: 0, duplicates: 0 };
  for (const { id } of stations) {
    const { missing, duplicates } = await api.delivery(id);
    counts.missing += missing;
    counts.duplicates += duplicates;
  }
  return counts;
}
