// The whole hub as a target, with InfluxDB as its history. What it stored is asked of InfluxDB, as of everybody who
// writes there.
import type { InfluxDatabase } from '../influx/influx-database.ts';
import { influxStore } from '../influx/influx-store.ts';
import type { Influxd } from '../influx/influxd.ts';
import { withDatabase } from '../influx/with-database.ts';
import type { HubTargetOptions } from './hub.ts';
import { HubApi } from './hub-api.ts';
import { startOwnHub } from './own-hub.ts';
import type { Target } from './target.ts';

/** A hub that is behind says so; this is for one that stands still. */
const GIVEN_UP_AFTER_MS = 60_000;

export function influxHubTarget(
  influxd: Influxd,
  { name, stations, watch, profileFolder }: HubTargetOptions,
): Target {
  return {
    name,
    start: () =>
      withDatabase(influxd, 'hub', async (database) => {
        const hub = await startOwnHub({
          ...{ stations, watch, profileFolder },
          environment: influxEnvironment(database),
        });
        const api = new HubApi(hub.http);
        const isBusy = async () => (await api.history()).behindBytes > 0;
        const store = influxStore({ database, givenUpAfterMs: GIVEN_UP_AFTER_MS, isBusy });
        return {
          port: hub.mqttPort,
          pid: hub.pid,
          storePid: influxd.pid,
          store: {
            ...store,
            counts: async () => ({ ...(await store.counts()), ...(await api.deliveryOf(stations)) }),
          },
          stop: () => hub.stop(),
        };
      }),
  };
}

/** What makes a hub keep its history in that database. */
export function influxEnvironment({ url, name }: InfluxDatabase): Record<string, string> {
  return { HUB_HISTORY: 'influx', INFLUX_URL: url, INFLUX_DATABASE: name };
}
