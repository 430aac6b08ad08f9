// Household tokens are replaced at the door by a keyed hash whose key belongs to one month and is destroyed after
// 90 days: participation can be counted within a month, and later nothing links any more.
import { createHmac, randomBytes } from 'node:crypto';
import type { StateChange, StateStore } from '../state/state-store.ts';

const PREFIX = 'household-key';
const DAY_MS = 86_400_000;
/** Late messages are accepted for this long, so their month needs its key. */
const BACK_DAYS = 36;
const AHEAD_DAYS = 35;
const DESTROY_AFTER_DAYS = 90;
const MAX_REMEMBERED = 20_000;

export class HouseholdKeys {
  readonly #state: StateStore;
  readonly #keys = new Map<string, Buffer>();
  readonly #remembered = new Map<string, string>();

  constructor(state: StateStore) {
    this.#state = state;
  }

  /** Makes the keys of the months around `now` and destroys old ones; to be called at start and once a day. */
  async renew(now: number): Promise<void> {
    const changes: StateChange[] = [];
    for (const { key, value } of this.#state.list<string>([PREFIX])) {
      const month = String(key[1]);
      if (endOfMonth(month) + DESTROY_AFTER_DAYS * DAY_MS < now) changes.push({ key, value: undefined });
      else this.#put(month, value);
    }
    for (const month of monthsBetween(now - BACK_DAYS * DAY_MS, now + AHEAD_DAYS * DAY_MS)) {
      if (this.#keys.has(month)) continue;
      changes.push({ key: [PREFIX, month], value: randomBytes(32).toString('base64') });
    }
    if (changes.length > 0) await this.#state.write(changes);
    // Only what is on disk is used: a key that is lost with the process would split a month in two.
    for (const { key, value } of changes) this.#put(String(key[1]), value);
    this.#remembered.clear();
  }

  #put(month: string, base64: unknown): void {
    if (typeof base64 === 'string') this.#keys.set(month, Buffer.from(base64, 'base64'));
    else this.#keys.delete(month);
  }

  /** 128 bits, base64url; undefined when the month's key is destroyed: then the token must be dropped. */
  hash(token: string, at: number): string | undefined {
    const month = monthOf(at);
    const secret = this.#keys.get(month);
    if (!secret) return undefined;
    const name = `${month} ${token}`;
    const known = this.#remembered.get(name);
    if (known !== undefined) return known;
    const hashed = createHmac('sha256', secret).update(token).digest().subarray(0, 16).toString('base64url');
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(name, hashed);
    return hashed;
  }
}

function monthsBetween(from: number, to: number): string[] {
  const months = new Set<string>();
  for (let at = from; at < to; at += DAY_MS) months.add(monthOf(at));
  return [...months];
}

/** `YYYY-MM` in UTC. */
function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

function endOfMonth(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Date.UTC(year, number, 1);
}
