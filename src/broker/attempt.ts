// Calls into the rest of the hub from within a hook of Aedes, where a throw or a rejection would end the process.
import type { Log } from '../log.ts';

/** Does `work`; when it throws, or returns a promise that rejects, `onFailure` gets the error. */
export type Attempt = (what: string, work: () => unknown, onFailure?: (error: Error) => void) => void;

const LOG_AGAIN_AFTER_MS = 60_000;

/** Reports a failure once a minute for each `what`: a broken part would otherwise be reported with every message. */
export function createAttempt(log: Log): Attempt {
  const reportedAt = new Map<string, number>();

  function report(what: string, error: Error): void {
    const now = performance.now();
    if (now - (reportedAt.get(what) ?? Number.NEGATIVE_INFINITY) < LOG_AGAIN_AFTER_MS) return;
    reportedAt.set(what, now);
    log.error({ err: error }, `cannot ${what}: ${error.message}`);
  }

  function fail(what: string, thrown: unknown, onFailure?: (error: Error) => void): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    report(what, error);
    onFailure?.(error);
  }

  return (what, work, onFailure) => {
    try {
      const returned = work();
      if (returned instanceof Promise) returned.catch((thrown) => fail(what, thrown, onFailure));
    } catch (thrown) {
      fail(what, thrown, onFailure);
    }
  };
}
