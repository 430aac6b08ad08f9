// Memory and open files of a hub over time, from its own metrics, and whether they grow.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Vitals {
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
export function growthPerHour(samples: readonly Vitals[], key: keyof Omit<Vitals, 'atMs'>): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(samples.map(({ atMs }) => atMs));
  const meanValue = mean(samples.map((sample) => sample[key]));
  const offsets = samples.map((sample) => [sample.atMs - meanAt, sample[key] - meanValue] as const);
  const squares = offsets.reduce((sum, [at]) => sum + at * at, 0);
  if (squares === 0) return 0;
  return (offsets.reduce((sum, [at, value]) => sum + at * value, 0) / squares) * MS_PER_HOUR;
}

/** In words for the log: from, to, slope. */
export function course(samples: readonly Vitals[], key: keyof Omit<Vitals, 'atMs'>): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return `${key}: no samples`;
  const slope = growthPerHour(samples, key);
  return `${key} ${first[key].toFixed(1)} to ${last[key].toFixed(1)}, ${slope.toFixed(2)} per hour`;
}
