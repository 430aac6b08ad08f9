// Slows those who try passwords: each further failure of an account at an address, and of an address, doubles the
// wait. Nobody is locked out: from another address the right password works at once. Memory is bounded; what was
// tried longest ago is forgotten first.
import { networkOf } from './address.ts';
import { foldName } from './user.ts';

interface Slowness {
  /** Failures that cost no wait. */
  free: number;
  longestMs: number;
}

/** A person mistypes; an office signs in from one address. */
const ACCOUNT: Slowness = { free: 4, longestMs: 300_000 };
const ADDRESS: Slowness = { free: 20, longestMs: 30_000 };
const FIRST_WAIT_MS = 1_000;
const FORGOTTEN_AFTER_MS = 3_600_000;
const MOST_REMEMBERED = 10_000;
const LONGEST_NAME = 64;

export type Try =
  | { ok: true; succeeded(): void }
  /** Whole milliseconds until it is worth trying again. */
  | { ok: false; retryAfterMs: number };

export interface SlowedTries {
  /** Counts as failed until `succeeded` is called: tries at the same time are no way around. */
  begin(name: string, address: string, now: number): Try;
  /** How many accounts and addresses are remembered. */
  size(): number;
}

export function createSlowedTries(): SlowedTries {
  const accounts = createFailures(ACCOUNT);
  const addresses = createFailures(ADDRESS);
  return {
    begin(name, address, now) {
      const network = networkOf(address);
      const account = JSON.stringify([foldName(name.slice(0, LONGEST_NAME)), network]);
      const retryAfterMs = Math.max(accounts.waitMs(account, now), addresses.waitMs(network, now));
      if (retryAfterMs > 0) return { ok: false, retryAfterMs };
      accounts.add(account, now);
      addresses.add(network, now);
      return {
        ok: true,
        succeeded() {
          accounts.forget(account);
          // Not forgotten: an account of one's own must not pay for tries at those of others.
          addresses.takeBack(network);
        },
      };
    },
    size: () => accounts.size() + addresses.size(),
  };
}

interface Failure {
  count: number;
  lastAt: number;
}

function createFailures({ free, longestMs }: Slowness) {
  /** In order of the last failure. */
  const failures = new Map<string, Failure>();
  const remembered = (key: string, now: number): Failure | undefined => {
    const failure = failures.get(key);
    // A clock that was set back must not make anybody wait until it has caught up.
    return failure && Math.abs(now - failure.lastAt) < FORGOTTEN_AFTER_MS ? failure : undefined;
  };
  return {
    waitMs(key: string, now: number): number {
      const failure = remembered(key, now);
      if (failure === undefined || failure.count < free) return 0;
      const wait = Math.min(longestMs, FIRST_WAIT_MS * 2 ** Math.min(failure.count - free, 30));
      return Math.min(wait, Math.max(0, Math.ceil(failure.lastAt + wait - now)));
    },
    add(key: string, now: number): void {
      const count = (remembered(key, now)?.count ?? 0) + 1;
      failures.delete(key);
      failures.set(key, { count, lastAt: now });
      const [oldest] = failures.keys();
      if (failures.size > MOST_REMEMBERED && oldest !== undefined) failures.delete(oldest);
    },
    takeBack(key: string): void {
      const failure = failures.get(key);
      if (failure) failure.count -= 1;
    },
    forget: (key: string) => failures.delete(key),
    size: () => failures.size,
  };
}
