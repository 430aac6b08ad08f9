// What every part of the wiring is given.

import type { HubConfig } from '../config/load-config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { Closing } from './closing.ts';

export interface WiringContext {
  config: HubConfig;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  closing: Closing;
  /** How often the hub records its own health. */
  healthEveryMs: number;
  /** How often watch looks at what time alone changes. */
  watchEveryMs: number;
  /** The hub cannot go on. */
  onFatal: (error: Error) => void;
}

/** For what may fail once and is tried again. */
export function warnOf({ log }: Pick<WiringContext, 'log'>, message: string): (error: unknown) => void {
  return (error) => log.warn({ err: error }, message);
}
