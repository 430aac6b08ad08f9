// Looks at the start whether a store on another machine is as the hub needs it, and again until it is. Stations notice
// nothing of it: what is wrong is logged and shown, and the journal keeps what they say.
import type { HistoryStoreOptions } from '../history/index.ts';
import type { Log } from '../log.ts';

export interface HistoryCheck {
  /** What a person must mend; undefined when nothing is known to be wrong. */
  fault(): string | undefined;
  stop(): void;
}

const AGAIN_AFTER_MS = 5_000;

export function startHistoryCheck(options: HistoryStoreOptions, log: Log): HistoryCheck {
  let faults: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    // Loaded late: the main thread has no other use for the stores.
    const { faultsOfStore } = await import('../history/index.ts');
    const found = await faultsOfStore(options);
    if (stopped) return;
    tell(found);
    if (found.length > 0) timer = setTimeout(again, AGAIN_AFTER_MS).unref();
  }

  /** One line for each fault that was not there before. */
  function tell(found: readonly string[]): void {
    for (const fault of found.filter((each) => !faults.includes(each)))
      log.warn({ fault }, 'the history store is not as the hub needs it');
    if (found.length === 0 && faults.length > 0) log.info({}, 'the history store is as the hub needs it');
    faults = found;
  }

  function again(): void {
    look().catch((error: unknown) => log.warn({ err: error }, 'cannot check the history store'));
  }

  again();
  return {
    fault: () => (faults.length > 0 ? faults.join('; ') : undefined),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
