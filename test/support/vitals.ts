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
const JUDGED_FROM_MS = 20 * 60_000;
const GROWTH = 1.1;
const MORE_FILES = 3;

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

/**
 * Neither memory nor open files grow: in the last third they are what they were in the second one; in the first one
 * caches fill. Memory goes up and down with the questions that are asked, so its peaks are compared; of the heap what
 * is left after it was swept. A run that is too short to tell is printed only.
 */
export function expectFlat(samples: readonly Vitals[]): void {
  const third = Math.floor(samples.length / 3);
  const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  const peak = (part: Vitals[], key: keyof Vitals) => Math.max(...part.map((sample) => sample[key]));
  const swept = (part: Vitals[]) => Math.min(...part.map(({ heapMb }) => heapMb));
  figure('memory at most, last two thirds', `${toMb(peak(before, 'rssMb'))}, ${toMb(peak(after, 'rssMb'))}`);
  figure('heap at least', `${toMb(swept(before))}, ${toMb(swept(after))}`);
  figure('files', `${peak(before, 'files')}, ${peak(after, 'files')}`);
  const livedMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  if (livedMs < JUDGED_FROM_MS) return;
  expect(peak(after, 'rssMb') / peak(before, 'rssMb'), 'memory').toBeLessThan(GROWTH);
  expect(swept(after) / swept(before), 'heap').toBeLessThan(GROWTH);
  expect(peak(after, 'files') - peak(before, 'files'), 'files').toBeLessThanOrEqual(MORE_FILES);
}

const toMb = (mb: number) => `${mb.toFixed()} MB`;
