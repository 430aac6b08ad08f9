// Durations by bucket, as Prometheus text. Plain numbers: prom-client's own histogram hashes labels on each
// observation, which costs too much for every message.
import { createHistogram } from 'node:perf_hooks';

/** Upper bounds in seconds; chosen around the aims for an acknowledgement (10 ms) and a hold's deadline (5 s). */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface LatencyHistogram {
  observe(seconds: number): void;
  text(): string;
  /** Within how many milliseconds so many per cent were since the last call; undefined when there were none. */
  takePercentilesMs(): { p50: number; p99: number } | undefined;
}

/** For percentiles: longer times count as this long, and all are exact to one per cent. */
const LONGEST_MICROSECONDS = 60e6;
const FIGURES = 2;

export function createLatencyHistogram(name: string, help: string): LatencyHistogram {
  const counts = new Float64Array(BOUNDS_SECONDS.length + 1);
  let sum = 0;
  const recent = createHistogram({ highest: LONGEST_MICROSECONDS, figures: FIGURES });

  return {
    observe(seconds) {
      sum += seconds;
      recent.record(Math.min(LONGEST_MICROSECONDS, Math.max(1, Math.round(seconds * 1e6))));
      const bucket = BOUNDS_SECONDS.findIndex((bound) => seconds <= bound);
      const place = bucket < 0 ? BOUNDS_SECONDS.length : bucket;
      counts[place] = (counts[place] ?? 0) + 1;
    },
    text() {
      let total = 0;
      const lines = [...BOUNDS_SECONDS, '+Inf'].map((bound, place) => {
        total += counts[place] ?? 0;
        return `${name}_bucket{le="${bound}"} ${total}\n`;
      });
      const head = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
      return `${head}${lines.join('')}${name}_sum ${sum}\n${name}_count ${total}\n`;
    },
    takePercentilesMs() {
      if (recent.count === 0) return undefined;
      const percentiles = { p50: recent.percentile(50) / 1_000, p99: recent.percentile(99) / 1_000 };
      recent.reset();
      return percentiles;
    },
  };
}
