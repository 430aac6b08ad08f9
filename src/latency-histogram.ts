// Durations by bucket, as Prometheus text. Plain numbers: prom-client's own histogram hashes labels on each
// observation, which costs too much for every message.

/** Upper bounds in seconds; chosen around the aims for an acknowledgement (10 ms) and a hold's deadline (5 s). */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface LatencyHistogram {
  observe(seconds: number): void;
  text(): string;
}

export function createLatencyHistogram(name: string, help: string): LatencyHistogram {
  const counts = new Float64Array(BOUNDS_SECONDS.length + 1);
  let sum = 0;

  return {
    observe(seconds) {
      sum += seconds;
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
  };
}
