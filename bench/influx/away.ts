// InfluxDB is killed while the hub forwards, stays away, and comes back: what stations notice of it, and whether
// everything acknowledged arrives in the end.
import type { LoadPlan, LoadReport } from '../load/plan.ts';
import { load } from '../measure/load.ts';
import { HubApi } from '../targets/hub-api.ts';
import { influxEnvironment } from '../targets/influx-hub.ts';
import { startOwnHub } from '../targets/own-hub.ts';
import type { TargetStore } from '../targets/target.ts';
import { InfluxDatabase } from './influx-database.ts';
import { influxStore } from './influx-store.ts';
import { type Influxd, startInfluxd } from './influxd.ts';

/** So that the normal phase is not the one in which the hub's code is still cold. */
const WARM_UP_MESSAGES = 50_000;
/** The longest pause of the hub between two tries is far below it. */
const GIVEN_UP_AFTER_MS = 120_000;
const LONGEST_NORMAL_SECONDS = 60;
/** The hub is forwarding by then. */
const KILL_AFTER_MS = 500;

export interface AwayFigures {
  awaySeconds: number;
  ackP50MsNormal: number;
  ackP99MsNormal: number;
  ackP50MsAway: number;
  ackP99MsAway: number;
  acked: number;
  neverStored: number;
  /** From when InfluxDB accepts connections again. */
  caughtUpAfterSeconds: number;
}

export interface AwayOptions {
  plan: Omit<LoadPlan, 'port' | 'messages'>;
  ratePerSecond: number;
  awaySeconds: number;
}

export async function measureAway(options: AwayOptions): Promise<AwayFigures> {
  const influxd = await startInfluxd();
  try {
    const database = new InfluxDatabase(influxd.url, 'away');
    await database.create();
    const hub = await startOwnHub({
      stations: options.plan.stations,
      environment: influxEnvironment(database),
    });
    const api = new HubApi(hub.http);
    const isBusy = async () => (await api.history()).behindBytes > 0;
    const store = influxStore({ database, givenUpAfterMs: GIVEN_UP_AFTER_MS, isBusy });
    try {
      return await loadAndKill({ port: hub.mqttPort, influxd, store }, options);
    } finally {
      await hub.stop();
    }
  } finally {
    await influxd.dispose();
  }
}

interface Scene {
  port: number;
  influxd: Influxd;
  store: TargetStore;
}

async function loadAndKill(
  { port, influxd, store }: Scene,
  { plan, ratePerSecond, awaySeconds }: AwayOptions,
): Promise<AwayFigures> {
  const say = (
    messages: number,
    rate?: number,
    beforeLoad: () => void = () => undefined,
  ): Promise<LoadReport> =>
    load(
      { ...plan, port, messages, ...(rate !== undefined && { ratePerSecond: rate }) },
      { beforeLoad, afterLoad() {} },
    );
  const warm = await say(WARM_UP_MESSAGES);
  await store.catchUp(warm.acked);
  const normal = await say(ratePerSecond * Math.min(awaySeconds, LONGEST_NORMAL_SECONDS), ratePerSecond);
  let killed: Promise<void> = Promise.resolve();
  const away = await say(ratePerSecond * awaySeconds, ratePerSecond, () => {
    killed = new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS)).then(() => influxd.kill());
  });
  await killed;
  await influxd.start();
  const backAt = performance.now();
  const acked = warm.acked + normal.acked + away.acked;
  await store.catchUp(acked);
  const caughtUpAfterSeconds = (performance.now() - backAt) / 1000;
  const { stored } = await store.counts();
  return {
    awaySeconds,
    ackP50MsNormal: normal.ackP50Ms,
    ackP99MsNormal: normal.ackP99Ms,
    ackP50MsAway: away.ackP50Ms,
    ackP99MsAway: away.ackP99Ms,
    acked,
    neverStored: acked - stored,
    caughtUpAfterSeconds,
  };
}
