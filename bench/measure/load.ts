// One run of the load generator against a target that is up: what the generator saw, and what the target used.

import type { FromGenerator, LoadPlan, LoadReport, ToGenerator } from '../load/plan.ts';
import { endChild, forkModule, nextMessage } from './children.ts';

export interface LoadHooks {
  /** All stations are connected; the load begins when this returns. */
  beforeLoad(): void | Promise<void>;
  /** The last acknowledgement has just come. */
  afterLoad(report: LoadReport): void | Promise<void>;
}

export async function load(plan: LoadPlan, hooks: LoadHooks): Promise<LoadReport> {
  const generator = forkModule('load-generator');
  const tell = (message: ToGenerator) => generator.send(message);
  try {
    tell({ plan });
    reportOf(await nextMessage<FromGenerator>(generator, 'connect the stations'));
    await hooks.beforeLoad();
    tell('go');
    const report = reportOf(await nextMessage<FromGenerator>(generator, 'load the target'));
    if (!report) throw new Error('cannot measure: the load generator gave no report');
    await hooks.afterLoad(report);
    return report;
  } finally {
    await endChild(generator);
  }
}

function reportOf(message: FromGenerator): LoadReport | undefined {
  if (message === 'ready') return undefined;
  if ('fault' in message) throw new Error(message.fault);
  return message.report;
}
