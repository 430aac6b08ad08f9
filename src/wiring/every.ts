// Repeats a job, never two at once; what it throws goes to `failed`, and the next turn comes all the same.

export interface Repeating {
  /** Resolves when the turn under way has ended. */
  stop(): Promise<void>;
}

export function every(ms: number, job: () => unknown, failed: (error: unknown) => void): Repeating {
  let turn: Promise<void> | undefined;
  const timer = setInterval(() => {
    turn ??= run().finally(() => {
      turn = undefined;
    });
  }, ms);

  async function run(): Promise<void> {
    try {
      await job();
    } catch (error) {
      failed(error);
    }
  }

  return {
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
