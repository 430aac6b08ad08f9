// The whole hub as a target, with its embedded history. What it stored it is asked through its API.
import type { LoadStation } from '../load/plan.ts';
import { HubApi } from './hub-api.ts';
import { BINS_PER_STATION, TOWN } from './hub-config.ts';
import { startOwnHub } from './own-hub.ts';
import type { StoredCounts, Target, TargetStore } from './target.ts';

const DAY_MS = 86_400_000;
const LOOK_AGAIN_MS = 20;
/** Room for the history to catch up; it is measured, not asserted. */
const CATCH_UP_MS = 120_000;

export interface HubTargetOptions {
  name: string;
  stations: readonly LoadStation[];
  watch?: boolean | undefined;
  profileFolder?: string | undefined;
}

export function hubTarget({ name, ...options }: HubTargetOptions): Target {
  return {
    name,
    async start() {
      const hub = await startOwnHub(options);
      const store = storeOf(new HubApi(hub.http), options.stations);
      return { port: hub.mqttPort, pid: hub.pid, store, stop: () => hub.stop() };
    },
  };
}

function storeOf(api: HubApi, stations: readonly LoadStation[]): TargetStore {
  return {
    async catchUp() {
      const atOnce = await api.readers();
      const until = Date.now() + CATCH_UP_MS;
      for (let now = atOnce; isBehind(now); now = await api.readers()) {
        if (Date.now() > until) throw new Error(`cannot wait for the hub: behind for ${CATCH_UP_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
      return { lagSeconds: atOnce.history.behindSeconds, watchLagSeconds: atOnce.watch?.behindSeconds };
    },
    counts: () => countsOf(api, stations),
  };
}

function isBehind({ history, watch }: Awaited<ReturnType<HubApi['readers']>>): boolean {
  return history.behindBytes > 0 || (watch?.behindBytes ?? 0) > 0;
}

async function countsOf(api: HubApi, stations: readonly LoadStation[]): Promise<StoredCounts> {
  const now = Date.now();
  const { dropOffs, levels } = await api.readingsOf(`areas/${TOWN}`, {
    from: now - 32 * DAY_MS,
    to: now + DAY_MS,
  });
  return { stored: dropOffs + levels / BINS_PER_STATION, ...(await api.deliveryOf(stations)) };
}
