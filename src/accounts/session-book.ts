// The sessions of those who signed in, in memory and in the store, which has only a digest of each token. Memory
// decides: what has ended there is over, also while the store still writes.
import type { Log } from '../log.ts';
import type { Clock } from '../model/clock.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import { digestOf, makeId, makeSessionToken } from './secrets.ts';

export interface StoredSession {
  id: string;
  /** Name of the user. */
  user: string;
  /** Of the user when the session began. */
  generation: string;
  startedAt: number;
  /** Within a few minutes of the truth. */
  usedAt: number;
}

export interface SessionLimits {
  idleMs: number;
  longestMs: number;
}

export interface SessionBookOptions {
  state: StateStore;
  clock: Clock;
  log: Log;
  limits: SessionLimits;
}

const SESSIONS = 'session';
/** A use within this time of the last one that was noted is not written. */
const NOTE_EVERY_MS = 300_000;
/** Phones and browsers of one person; the one used longest ago ends. */
const MOST_OF_A_USER = 20;

export class SessionBook {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: SessionLimits;
  /** By digest. */
  readonly #sessions = new Map<string, StoredSession>();
  #noting: Promise<unknown> = Promise.resolve();

  constructor({ state, clock, log, limits }: SessionBookOptions) {
    this.#state = state;
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
    for (const { key, value } of state.list<StoredSession>([SESSIONS]))
      this.#sessions.set(String(key[1]), value);
  }

  /** Nobody knows the token before it is on disk. */
  async start({ user, generation }: Pick<StoredSession, 'user' | 'generation'>) {
    const now = this.#clock.now();
    const token = makeSessionToken();
    const session = { id: makeId(), user, generation, startedAt: now, usedAt: now };
    const over = this.#tooMany(user, generation);
    for (const digest of over) this.#sessions.delete(digest);
    await this.#state.write([...over.map(deletion), { key: [SESSIONS, digestOf(token)], value: session }]);
    this.#sessions.set(digestOf(token), session);
    return { token, session, endsAt: now + this.#limits.longestMs };
  }

  /** One that has not ended; this counts as use. */
  use(token: string): StoredSession | undefined {
    const digest = digestOf(token);
    const session = this.#sessions.get(digest);
    const now = this.#clock.now();
    if (session === undefined || this.#hasEnded(session, now)) return undefined;
    if (now - session.usedAt >= NOTE_EVERY_MS) this.#note(digest, { ...session, usedAt: now });
    return session;
  }

  async end(token: string): Promise<void> {
    const digest = digestOf(token);
    if (this.#sessions.delete(digest)) await this.#state.write([deletion(digest)]);
  }

  /** Gives up those for whom `isOver` holds, and those that time has ended. */
  async sweep(isOver: (session: StoredSession) => boolean): Promise<void> {
    const now = this.#clock.now();
    const over = [...this.#sessions].filter(([, each]) => this.#hasEnded(each, now) || isOver(each));
    for (const [digest] of over) this.#sessions.delete(digest);
    if (over.length > 0) await this.#state.write(over.map(([digest]) => deletion(digest)));
  }

  /** Resolves when the uses noted so far are on disk. */
  async settled(): Promise<void> {
    await this.#noting;
  }

  /** A lost note only lets the session end earlier. */
  #note(digest: string, session: StoredSession): void {
    this.#sessions.set(digest, session);
    this.#noting = this.#state
      .write([{ key: [SESSIONS, digest], value: session }])
      .catch((error) => this.#log.warn({ err: error }, 'cannot note the use of a session'));
  }

  #hasEnded({ startedAt, usedAt }: StoredSession, now: number): boolean {
    return now - startedAt >= this.#limits.longestMs || now - usedAt >= this.#limits.idleMs;
  }

  /** Those of earlier generations, and the ones used longest ago of too many. */
  #tooMany(user: string, generation: string): string[] {
    const own = [...this.#sessions].filter(([, each]) => each.user === user);
    const earlier = own.filter(([, each]) => each.generation !== generation);
    const current = own.filter(([, each]) => each.generation === generation);
    const byUse = current.sort(([, left], [, right]) => right.usedAt - left.usedAt);
    return [...earlier, ...byUse.slice(MOST_OF_A_USER - 1)].map(([digest]) => digest);
  }
}

function deletion(digest: string): StateChange {
  return { key: [SESSIONS, digest], value: undefined };
}
