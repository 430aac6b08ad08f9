// One set of figures out of several runs: medians, but of what was kept the worst run, so that no loss is averaged away.
import type { DatabaseFigures, Figures, KeptFigures } from '../measure/measure-target.ts';

export function mediansOf(runs: readonly Figures[]): Figures {
  const of = (value: (run: Figures) => number) => median(runs.map(value));
  const kept = runs.flatMap((run) => run.kept ?? []);
  const database = runs.flatMap((run) => run.database ?? []);
  return {
    messagesPerSecond: of((run) => run.messagesPerSecond),
    cpuMicrosPerMessage: of((run) => run.cpuMicrosPerMessage),
    ackP50Ms: of((run) => run.ackP50Ms),
    ackP99Ms: of((run) => run.ackP99Ms),
    ackP50MsAtRate: of((run) => run.ackP50MsAtRate),
    ackP99MsAtRate: of((run) => run.ackP99MsAtRate),
    peakMemoryMb: of((run) => run.peakMemoryMb),
    generatorCpuMicrosPerMessage: of((run) => run.generatorCpuMicrosPerMessage),
    ...(kept.length > 0 && { kept: worstOf(kept) }),
    ...(database.length > 0 && { database: databaseMediansOf(database) }),
  };
}

function databaseMediansOf(runs: readonly DatabaseFigures[]): DatabaseFigures {
  const of = (value: (run: DatabaseFigures) => number) => median(runs.map(value));
  return {
    storedPerSecond: of((run) => run.storedPerSecond),
    backlogMessages: of((run) => run.backlogMessages),
    databaseCpuMicrosPerMessage: of((run) => run.databaseCpuMicrosPerMessage),
  };
}

function worstOf(runs: readonly KeptFigures[]): KeptFigures {
  const fault = ({ acked, stored, missing = 0, duplicates = 0 }: KeptFigures) =>
    Math.abs(acked - stored) + missing + duplicates;
  const worst = runs.reduce((worst, run) => (fault(run) > fault(worst) ? run : worst));
  const watchLags = runs.flatMap(({ watchLagSeconds }) => watchLagSeconds ?? []);
  return {
    ...worst,
    historyLagSeconds: Math.max(...runs.map(({ historyLagSeconds }) => historyLagSeconds)),
    ...(watchLags.length > 0 && { watchLagSeconds: Math.max(...watchLags) }),
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `share` 0..1; the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
