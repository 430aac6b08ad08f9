// Measures one target once: started fresh, loaded as fast as it acknowledges, then at a fixed rate, then stopped.
import type { LoadPlan } from '../load/plan.ts';
import type { CaughtUp, RunningTarget, StoredCounts, Target } from '../targets/target.ts';
import { CpuUse } from './cpu-use.ts';
import { load } from './load.ts';
import { peakMemoryMbOf } from './process-usage.ts';

export interface Figures {
  messagesPerSecond: number;
  cpuMicrosPerMessage: number;
  ackP50Ms: number;
  ackP99Ms: number;
  /** At the fixed rate. */
  ackP50MsAtRate: number;
  ackP99MsAtRate: number;
  peakMemoryMb: number;
  /** What the load generator itself needed: tells whether it was in the way. */
  generatorCpuMicrosPerMessage: number;
  kept?: KeptFigures;
  /** Of a target that stores in a database of its own process. */
  database?: DatabaseFigures;
}

export interface KeptFigures extends StoredCounts {
  acked: number;
  historyLagSeconds: number;
  /** Where the watch is on. */
  watchLagSeconds?: number | undefined;
}

export interface DatabaseFigures {
  /** From the first message until the last one can be queried. */
  storedPerSecond: number;
  /** Acknowledged but not stored yet when the last acknowledgement came. */
  backlogMessages: number;
  databaseCpuMicrosPerMessage: number;
}

export interface MeasureOptions {
  plan: Omit<LoadPlan, 'port' | 'ratePerSecond'>;
  ratePerSecond: number;
  /** At the fixed rate. */
  rateSeconds: number;
}

export async function measureTarget(target: Target, options: MeasureOptions): Promise<Figures> {
  const running = await target.start();
  try {
    const fast = await measureFast(running, options);
    const atRate = await measureAtRate(running, options);
    return { ...fast, ...atRate };
  } finally {
    await running.stop();
  }
}

async function measureFast(running: RunningTarget, { plan }: MeasureOptions) {
  const { port, pid, store, storePid } = running;
  const cpu = new CpuUse(pid, storePid);
  let caughtUp: CaughtUp = { lagSeconds: 0 };
  const report = await load(
    { ...plan, port },
    {
      beforeLoad: () => cpu.begin(),
      async afterLoad({ acked }) {
        // The work is done when it is in the history, and judged, not when it is acknowledged.
        if (store) caughtUp = await store.catchUp(acked);
        cpu.end();
      },
    },
  );
  const peakMemoryMb = peakMemoryMbOf(pid);
  const { acked, seconds, ackP50Ms, ackP99Ms, cpuMicrosPerMessage: generatorCpuMicrosPerMessage } = report;
  const { lagSeconds: historyLagSeconds, watchLagSeconds } = caughtUp;
  const lags = { historyLagSeconds, ...(watchLagSeconds !== undefined && { watchLagSeconds }) };
  const kept = store && { acked, ...lags, ...(await store.counts()) };
  const database = kept && databaseFigures(caughtUp, { ...kept, seconds, cpuMicros: cpu.ofStore });
  return {
    messagesPerSecond: acked / seconds,
    cpuMicrosPerMessage: cpu.ofTarget / acked,
    ackP50Ms,
    ackP99Ms,
    peakMemoryMb,
    generatorCpuMicrosPerMessage,
    ...(kept && { kept }),
    ...(database && { database }),
  };
}

function databaseFigures(
  { storedAfterSeconds, backlogShare = 0 }: CaughtUp,
  {
    acked,
    stored,
    seconds,
    cpuMicros,
  }: { acked: number; stored: number; seconds: number; cpuMicros: number },
): DatabaseFigures | undefined {
  if (storedAfterSeconds === undefined) return undefined;
  return {
    storedPerSecond: stored / (seconds + storedAfterSeconds),
    backlogMessages: acked - stored + stored * backlogShare,
    databaseCpuMicrosPerMessage: cpuMicros / acked,
  };
}

async function measureAtRate({ port }: RunningTarget, { plan, ratePerSecond, rateSeconds }: MeasureOptions) {
  const messages = ratePerSecond * rateSeconds;
  const { ackP50Ms, ackP99Ms } = await load(
    { ...plan, port, messages, ratePerSecond },
    { beforeLoad() {}, afterLoad() {} },
  );
  return { ackP50MsAtRate: ackP50Ms, ackP99MsAtRate: ackP99Ms };
}
