// The buckets of a statistics question as times: which bucket a time is in, and ranges in which all buckets are equally
// wide, so that the server can group by them. It must not know what is counted.

export const HOUR_MS = 3_600_000;

export interface Range {
  /** Half-open, milliseconds since 1970 UTC. */
  from: number;
  to: number;
}

/** Buckets of `widthMs`, one of which begins at `start`. */
export interface EqualRange extends Range {
  widthMs: number;
  start: number;
}

export class Buckets implements Range {
  readonly #edges: readonly number[];
  readonly #runs: readonly EqualRange[];
  readonly from: number;
  readonly to: number;

  /** Throws `RangeError` for edges that the port does not allow. */
  constructor(edges: readonly number[]) {
    const [first, ...others] = edges;
    const ascending = edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge));
    const last = others.at(-1);
    if (first === undefined || last === undefined || !ascending || !edges.every(isWholeHour)) {
      throw new RangeError(
        'cannot make statistics: expected two or more ascending edges, each on a whole hour',
      );
    }
    this.#edges = edges;
    this.#runs = runsOf(edges);
    this.from = first;
    this.to = last;
  }

  /** Undefined outside all buckets. */
  indexOf(at: number): number | undefined {
    if (at < this.from || at >= this.to) return undefined;
    let low = 0;
    for (let high = this.#edges.length - 1; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((this.#edges[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The parts of a range with buckets of one width each. */
  equalRanges({ from, to }: Range): EqualRange[] {
    return this.#runs
      .filter((run) => run.from < to && run.to > from)
      .map((run) => ({ ...run, from: Math.max(run.from, from), to: Math.min(run.to, to) }));
  }
}

function isWholeHour(edge: number): boolean {
  return Number.isSafeInteger(edge / HOUR_MS);
}

function runsOf(edges: readonly number[]): EqualRange[] {
  const runs: EqualRange[] = [];
  edges.slice(1).forEach((to, index) => {
    const from = edges[index] ?? to;
    const run = runs.at(-1);
    if (run?.widthMs === to - from) run.to = to;
    else runs.push({ from, to, start: from, widthMs: to - from });
  });
  return runs;
}
