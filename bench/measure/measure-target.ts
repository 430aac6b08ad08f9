// Measures one target once: started fresh, loaded as fast as it acknowledges, then at a fixed rate, then stopped.
import type { LoadPlan } from '../load/plan.ts';
import type { RunningTarget, StoredCounts, Target } from '../targets/target.ts';
import { load } from './load.ts';
import { cpuMicrosOf, peakMemoryMbOf } from './process-usage.ts';

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
}

export interface KeptFigures extends StoredCounts {
  acked: number;
  historyLagSeconds: number;
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

async function measureFast({ port, pid, store }: RunningTarget, { plan }: MeasureOptions) {
  let cpuMicros = 0;
  let lagSeconds = 0;
  const report = await load(
    { ...plan, port },
    {
      beforeLoad() {
        cpuMicros = -cpuMicrosOf(pid);
      },
      async afterLoad() {
        // The work is done when it is in the history, not when it is acknowledged.
        if (store) ({ lagSeconds } = await store.catchUp());
        cpuMicros += cpuMicrosOf(pid);
      },
    },
  );
  const peakMemoryMb = peakMemoryMbOf(pid);
  const { acked, seconds, ackP50Ms, ackP99Ms, cpuMicrosPerMessage: generatorCpuMicrosPerMessage } = report;
  return {
    messagesPerSecond: acked / seconds,
    cpuMicrosPerMessage: cpuMicros / acked,
    ackP50Ms,
    ackP99Ms,
    peakMemoryMb,
    generatorCpuMicrosPerMessage,
    ...(store && { kept: { acked, historyLagSeconds: lagSeconds, ...(await store.counts()) } }),
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
