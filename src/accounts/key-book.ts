// The API keys, in memory and in the store, which has only a digest of each secret. Memory decides: a key that is
// removed there opens nothing, also while the store still writes.
import type { Log } from '../log.ts';
import type { Clock } from '../model/clock.ts';
import type { StateStore } from '../state/state-store.ts';
import { AccountRefusal, type IssuedKey, type KeyCheck, type KeyInput } from './accounts.ts';
import { type ApiKey, KEY_SCOPES } from './key.ts';
import { createMinuteLimit, type MinuteLimit } from './minute-limit.ts';
import { digestOf, makeId, makeKeySecret } from './secrets.ts';
import { foldName } from './user.ts';

interface KeptKey {
  key: ApiKey;
  limit: MinuteLimit;
}

export interface KeyBookOptions {
  state: StateStore;
  clock: Clock;
  log: Log;
  isArea: (id: string) => boolean;
}

const KEYS = 'key';
const PER_MINUTE = { byDefault: 600, most: 60_000 };
const LONGEST_NAME = 64;
const MOST_KEYS = 500;
const NOTE_EVERY_MS = 300_000;
const CONTROL = /\p{Cc}/u;

export class KeyBook {
  readonly #options: KeyBookOptions;
  /** By digest. */
  readonly #keys = new Map<string, KeptKey>();
  #noting: Promise<unknown> = Promise.resolve();

  constructor(options: KeyBookOptions) {
    this.#options = options;
    for (const { key, value } of options.state.list<ApiKey>([KEYS]))
      this.#keys.set(String(key[1]), { key: value, limit: createMinuteLimit() });
  }

  all(): ApiKey[] {
    return [...this.#keys.values()].map(({ key }) => key).sort((a, b) => a.createdAt - b.createdAt);
  }

  check(secret: string): KeyCheck {
    const digest = digestOf(secret);
    const kept = this.#keys.get(digest);
    const now = this.#options.clock.now();
    if (kept === undefined || hasExpired(kept.key, now)) return { ok: false, reason: 'unknown' };
    const taken = kept.limit.take(kept.key.perMinute, now);
    if (!taken.ok) return { ...taken, reason: 'too-many-requests' };
    if (now - (kept.key.lastUsedAt ?? 0) >= NOTE_EVERY_MS) this.#note(digest, kept, now);
    const { id: keyId, name, area, scopes } = kept.key;
    const who = { kind: 'key', name, role: 'integration', scopes, keyId } as const;
    return { ok: true, requester: { ...who, ...(area && { area }) } };
  }

  has(id: string): boolean {
    const now = this.#options.clock.now();
    return [...this.#keys.values()].some(({ key }) => key.id === id && !hasExpired(key, now));
  }

  async add(input: KeyInput, createdBy: string): Promise<IssuedKey> {
    this.#checkInput(input);
    const { name, scopes, area, expiresAt, perMinute = PER_MINUTE.byDefault } = input;
    const secret = makeKeySecret();
    const key: ApiKey = {
      ...{ id: makeId(), name, scopes: [...new Set(scopes)], perMinute },
      ...(area !== undefined && { area }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...{ createdAt: this.#options.clock.now(), createdBy },
    };
    const kept = { key, limit: createMinuteLimit() };
    await this.#options.state.write([{ key: [KEYS, digestOf(secret)], value: key }]);
    this.#keys.set(digestOf(secret), kept);
    return { key, secret };
  }

  async remove(id: string): Promise<void> {
    const [digest] = [...this.#keys].find(([, { key }]) => key.id === id) ?? [];
    if (digest === undefined) throw new AccountRefusal('unknown', `cannot find the key "${id.slice(0, 80)}"`);
    this.#keys.delete(digest);
    await this.#options.state.write([{ key: [KEYS, digest], value: undefined }]);
  }

  /** Resolves when the uses noted so far are on disk. */
  async settled(): Promise<void> {
    await this.#noting;
  }

  #note(digest: string, kept: KeptKey, now: number): void {
    kept.key = { ...kept.key, lastUsedAt: now };
    this.#noting = this.#options.state
      .write([{ key: [KEYS, digest], value: kept.key }])
      .catch((error) => this.#options.log.warn({ err: error }, 'cannot note the use of an API key'));
  }

  #checkInput({ name, scopes, area, expiresAt, perMinute = PER_MINUTE.byDefault }: KeyInput): void {
    const { clock, isArea } = this.#options;
    const check = (sound: boolean, field: string, expected: string) => {
      if (!sound) throw new AccountRefusal('invalid', `expected ${expected}`, field);
    };
    const soundName = name.trim() !== '' && name.length <= LONGEST_NAME && !CONTROL.test(name);
    check(soundName, 'name', `1 to ${LONGEST_NAME} characters of one line`);
    const known = scopes.length > 0 && scopes.every((scope) => KEY_SCOPES.includes(scope));
    check(known, 'scopes', `one or more of ${KEY_SCOPES.join(', ')}`);
    check(area === undefined || isArea(area), 'area', 'the id of an area');
    check(expiresAt === undefined || expiresAt > clock.now(), 'expiresAt', 'a time to come');
    const soundLimit = Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= PER_MINUTE.most;
    check(soundLimit, 'perMinute', `1 to ${PER_MINUTE.most}`);
    // The trail knows a key by its name.
    if (this.all().some((key) => foldName(key.name) === foldName(name)))
      throw new AccountRefusal('conflict', `cannot add the key "${name}": there is one already`, 'name');
    if (this.#keys.size >= MOST_KEYS)
      throw new AccountRefusal('conflict', `cannot add a key: there are ${MOST_KEYS} already, remove one`);
  }
}

function hasExpired({ expiresAt = Number.POSITIVE_INFINITY }: ApiKey, now: number): boolean {
  return now >= expiresAt;
}
