// Memory and open files of a hub over time, from its own metrics, and whether they grow.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { figure } from './figures.ts';

interface Vitals {
  atMs: number;
  rssMb: number;
  heapMb: number;
  files: number;
}

const METRICS = {
  rssMb: ['process_resident_memory_bytes', 1_048_576],
  heapMb: ['nodejs_heap_size_used_bytes', 1_048_576],
  files: ['process_open_fds', 1],
} as const;
const MS_PER_HOUR = 3_600_000;
const JUDGED_FROM_MS = 20 * 60_000;
const GROWTH_SHARE_PER_HOUR = 0.1;
const FILES_PER_HOUR = 3;

export async function vitalsOf(http: string): Promise<Vitals> {
  const response = await fetch(`${http}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  const value = (key: keyof typeof METRICS) => {
    const [name, unit] = METRICS[key];
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`no ${name} among the metrics`);
    return Number(found) / unit;
  };
  return { atMs: Date.now(), rssMb: value('rssMb'), heapMb: value('heapMb'), files: value('files') };
}

/** Samples until told to stop; moments at which the hub does not answer are left out. */
export function watchVitals({ http, everyMs }: { http: string; everyMs: number }) {
  const samples: Vitals[] = [];
  let watching = true;
  const watched = (async () => {
    for (; watching; await sleep(everyMs)) {
      const sample = await vitalsOf(http).catch(() => undefined);
      if (sample && watching) samples.push(sample);
    }
  })();
  return {
    samples,
    async stop() {
      watching = false;
      await watched;
    },
  };
}

/** Of the straight line through the values (least squares), per hour. */
function growthPerHour(samples: readonly Vitals[], key: keyof Omit<Vitals, 'atMs'>): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(samples.map(({ atMs }) => atMs));
  const meanValue = mean(samples.map((sample) => sample[key]));
  const offsets = samples.map((sample) => [sample.atMs - meanAt, sample[key] - meanValue] as const);
  const squares = offsets.reduce((sum, [at]) => sum + at * at, 0);
  if (squares === 0) return 0;
  return (offsets.reduce((sum, [at, value]) => sum + at * value, 0) / squares) * MS_PER_HOUR;
}

/**
 * Neither memory nor open files grow, by the line through the samples without their first third, in which caches fill.
 * A run that is too short to tell is printed only.
 */
export function expectFlat(samples: readonly Vitals[]): void {
  const judged = samples.slice(Math.floor(samples.length / 3));
  const meanMb = judged.reduce((sum, { rssMb }) => sum + rssMb, 0) / judged.length;
  const growth = (key: keyof Omit<Vitals, 'atMs'>) => growthPerHour(judged, key);
  figure('memory', `${meanMb.toFixed()} MB`);
  const isJudged = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0) >= JUDGED_FROM_MS;
  if (!isJudged) return;
  figure('growth per hour', `${growth('rssMb').toFixed(1)} MB, ${growth('files').toFixed(1)} files`);
  expect(growth('rssMb'), 'MB of memory per hour').toBeLessThan(GROWTH_SHARE_PER_HOUR * meanMb);
  expect(growth('files'), 'open files per hour').toBeLessThan(FILES_PER_HOUR);
}
