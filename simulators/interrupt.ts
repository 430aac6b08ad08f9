// Ctrl-C and SIGTERM: the first asks for a clean end, one more after a moment ends at once.

/** npm and the terminal may both pass on the same Ctrl-C. */
const SAME_PRESS_MS = 2_000;

export interface Interrupt {
  signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

export function createInterrupt(onFirst: () => void, onAgain: () => void = () => undefined): Interrupt {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = () => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_PRESS_MS) {
      onAgain();
      process.exit(130);
    }
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    release: () => process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  };
}
