// Lets so many jobs run at a time; the others wait in the order in which they came.

export interface Turns {
  take<Result>(job: () => Promise<Result>): Promise<Result>;
  waiting(): number;
}

export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function take<Result>(job: () => Promise<Result>): Promise<Result> {
    // Whoever ends hands its place over: nobody can come between.
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return { take, waiting: () => waiting.length };
}
