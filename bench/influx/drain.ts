// How fast the hub carries a full journal into InfluxDB when no messages come in, and how fast the client library alone
// writes the same points into the same server.
import type { LoadPlan } from '../load/plan.ts';
import { endChild, forkModule, nextMessage } from '../measure/children.ts';
import { CpuUse } from '../measure/cpu-use.ts';
import { load } from '../measure/load.ts';
import { median } from '../report/medians.ts';
import type { BareClientPlan, BareClientReport } from '../targets/bare-client.ts';
import { HubApi } from '../targets/hub-api.ts';
import { influxEnvironment } from '../targets/influx-hub.ts';
import { startOwnHub } from '../targets/own-hub.ts';
import { InfluxDatabase } from './influx-database.ts';
import { type Influxd, startInfluxd } from './influxd.ts';

const LOOK_AGAIN_MS = 20;
const DRAINED = 'drained';
const NO_PROGRESS_MS = 120_000;

export interface DrainFigures {
  forwardedPerSecond: number;
  hubCpuMicrosPerPoint: number;
  influxCpuMicrosPerPoint: number;
  bareClientPerSecond: number;
  bareClientCpuMicrosPerPoint: number;
  bareInfluxCpuMicrosPerPoint: number;
}

export async function measureDrain(plan: Omit<LoadPlan, 'port'>, repeat: number): Promise<DrainFigures> {
  const runs: DrainFigures[] = [];
  for (let round = 1; round <= repeat; round++) {
    runs.push(await drainOnce(plan));
    console.log(
      `round ${round}: drained ${JSON.stringify(runs.at(-1), (_, value) => Math.round(value) || value)}`,
    );
  }
  const of = (value: (run: DrainFigures) => number) => median(runs.map(value));
  return {
    forwardedPerSecond: of((run) => run.forwardedPerSecond),
    hubCpuMicrosPerPoint: of((run) => run.hubCpuMicrosPerPoint),
    influxCpuMicrosPerPoint: of((run) => run.influxCpuMicrosPerPoint),
    bareClientPerSecond: of((run) => run.bareClientPerSecond),
    bareClientCpuMicrosPerPoint: of((run) => run.bareClientCpuMicrosPerPoint),
    bareInfluxCpuMicrosPerPoint: of((run) => run.bareInfluxCpuMicrosPerPoint),
  };
}

async function drainOnce(plan: Omit<LoadPlan, 'port'>): Promise<DrainFigures> {
  const influxd = await startInfluxd();
  try {
    const { points, ...drained } = await drain(influxd, plan);
    await new InfluxDatabase(influxd.url, DRAINED).drop();
    return { ...drained, ...(await writeBare(influxd, plan, points)) };
  } finally {
    await influxd.dispose();
  }
}

async function drain(influxd: Influxd, plan: Omit<LoadPlan, 'port'>) {
  const database = new InfluxDatabase(influxd.url, DRAINED);
  await database.create();
  const hub = await startOwnHub({ stations: plan.stations, environment: influxEnvironment(database) });
  try {
    await influxd.end();
    const { acked } = await load({ ...plan, port: hub.mqttPort }, { beforeLoad() {}, afterLoad() {} });
    await influxd.start();
    const seen = await watchDrain(new HubApi(hub.http), new CpuUse(hub.pid, influxd.pid));
    const stored = await database.storedMessages();
    if (stored !== acked) throw new Error(`cannot measure the draining: ${stored} of ${acked} messages came`);
    const { dropOffs, levels } = await database.storedPoints();
    const points = dropOffs + levels;
    const watched = points * seen.share;
    return {
      points,
      forwardedPerSecond: watched / seen.seconds,
      hubCpuMicrosPerPoint: seen.cpu.ofTarget / watched,
      influxCpuMicrosPerPoint: seen.cpu.ofStore / watched,
    };
  } finally {
    await hub.stop();
  }
}

/** From the first batch that has arrived (until then the hub waits before it tries again) to the last. */
async function watchDrain(api: HubApi, cpu: CpuUse) {
  const { behindBytes: all } = await api.history();
  const left = await changed(api, all);
  cpu.begin();
  const startedAt = performance.now();
  for (let rest = left; rest > 0; ) rest = await changed(api, rest);
  cpu.end();
  return { share: left / all, seconds: (performance.now() - startedAt) / 1000, cpu };
}

async function changed(api: HubApi, before: number): Promise<number> {
  const until = performance.now() + NO_PROGRESS_MS;
  while (performance.now() < until) {
    const { behindBytes } = await api.history();
    if (behindBytes !== before) return behindBytes;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const { failing = 'it does not say why' } = await api.history();
  throw new Error(`cannot measure the draining: no progress for ${NO_PROGRESS_MS} ms: ${failing}`);
}

async function writeBare(influxd: Influxd, { stations }: Omit<LoadPlan, 'port'>, points: number) {
  const database = new InfluxDatabase(influxd.url, 'bare');
  await database.create();
  const child = forkModule('targets/bare-client');
  try {
    const plan: BareClientPlan = {
      url: influxd.url,
      database: database.name,
      stations: stations.length,
      points,
    };
    const cpu = new CpuUse(child.pid as number, influxd.pid);
    cpu.begin();
    child.send(plan);
    const { seconds } = await nextMessage<BareClientReport>(child, 'write with the bare client');
    cpu.end();
    const { dropOffs, levels } = await database.storedPoints();
    if (dropOffs + levels !== points)
      throw new Error(`cannot compare: the bare client stored ${dropOffs + levels} of ${points} points`);
    return {
      bareClientPerSecond: points / seconds,
      bareClientCpuMicrosPerPoint: cpu.ofTarget / points,
      bareInfluxCpuMicrosPerPoint: cpu.ofStore / points,
    };
  } finally {
    await endChild(child);
  }
}
