// The load generator, a process of its own: gets its plan from the benchmark, says when all stations are connected,
// begins when it is told to, and hands back what it measured. It does not know what stands behind the port.
import type { FromGenerator, LoadPlan, ToGenerator } from './load/plan.ts';
import { runLoad } from './load/run-load.ts';

process.once('message', (message: ToGenerator) => {
  if (message === 'go') throw new Error('cannot start the load: told to go before there was a plan');
  void run(message.plan);
});

async function run(plan: LoadPlan): Promise<void> {
  try {
    const report = await runLoad(plan, waitForGo);
    tell({ report });
  } catch (cause) {
    tell({ fault: cause instanceof Error ? cause.message : String(cause) });
  }
}

function waitForGo(): Promise<void> {
  const go = new Promise<void>((resolve) => process.once('message', () => resolve()));
  tell('ready');
  return go;
}

function tell(message: FromGenerator): void {
  process.send?.(message);
}
