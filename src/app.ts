// A hub from its configuration. What is opened how, and in which order, stands in wiring/: from the disk outwards,
// closed in the reverse order, also when the start fails half-way.

import type { FirstSignIn } from './accounts/open-accounts.ts';
import type { HubConfig } from './config/load-config.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { type Clock, systemClock } from './model/clock.ts';
import { version } from './version.ts';
import { openHubAccounts } from './wiring/accounts.ts';
import { Closing } from './wiring/closing.ts';
import { openDoor } from './wiring/door.ts';
import { type Addresses, openEntrances } from './wiring/entrances.ts';
import { HEALTH_EVERY_MS } from './wiring/health-record.ts';
import { openStorage } from './wiring/storage.ts';
import { openWatch, WATCH_EVERY_MS } from './wiring/watch.ts';

export interface AppOverrides {
  clock?: Clock;
  log?: Log;
  /** The hub cannot go on and should be stopped; it acknowledges nothing any more. */
  onFatal?: (error: Error) => void;
  /** 15,000 */
  healthEveryMs?: number;
  /** 1,000 */
  watchEveryMs?: number;
}

export interface App {
  start(): Promise<void>;
  /** Acknowledges what is under way, applies everything to the history, closes. */
  stop(): Promise<void>;
  /** Once started. */
  readonly addresses: Addresses;
  /** Once started, as long as the first administrator has the password that the hub made. */
  readonly firstSignIn: FirstSignIn | undefined;
}

export function createApp(config: HubConfig, overrides: AppOverrides = {}): App {
  const { clock = systemClock, log = createLog({ level: config.logLevel }), onFatal = () => {} } = overrides;
  const { healthEveryMs = HEALTH_EVERY_MS, watchEveryMs = WATCH_EVERY_MS } = overrides;
  const closing = new Closing(log);
  let addresses: Addresses | undefined;
  let firstSignIn: FirstSignIn | undefined;

  async function start(): Promise<void> {
    const times = { healthEveryMs, watchEveryMs };
    const context = { config, clock, log, metrics: createMetrics(), closing, ...times, onFatal };
    try {
      const storage = await openStorage(context);
      const opened = await openHubAccounts(context, storage);
      const { accounts } = opened;
      firstSignIn = opened.firstSignIn;
      const door = await openDoor(context, storage);
      const watch = await openWatch(context, storage, door);
      addresses = await openEntrances(context, storage, { ...door, watch, accounts });
      log.info({ ...addresses, data: config.dataFolder, version }, 'the hub is open');
    } catch (error) {
      await closing.closeAll();
      throw error;
    }
  }

  return {
    start,
    stop: () => closing.closeAll(),
    get addresses() {
      if (!addresses) throw new Error('cannot tell the addresses: the hub has not started');
      return addresses;
    },
    get firstSignIn() {
      return firstSignIn;
    },
  };
}
