// The accounts over a state store of their own: who signs in, and what follows for sessions from each change.

import type { Clock } from '../model/clock.ts';
import type {
  Accounts,
  IssuedPassword,
  KeyInput,
  OwnPasswordChange,
  Requester,
  SignIn,
  UserChange,
  UserInput,
} from './accounts.ts';
import { AccountRefusal } from './accounts.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { InitialPassword } from './initial-password.ts';
import type { KeyBook } from './key-book.ts';
import type { PasswordHasher } from './password-hash.ts';
import { makePassword, weaknessOf } from './password-rules.ts';
import { csrfTokenFor } from './secrets.ts';
import type { SessionBook } from './session-book.ts';
import type { SlowedTries } from './slowed-tries.ts';
import type { User } from './user.ts';
import type { StoredUser, UserBook } from './user-book.ts';

export interface AccountsParts {
  clock: Clock;
  users: UserBook;
  sessions: SessionBook;
  keys: KeyBook;
  passwords: PasswordHasher;
  tries: SlowedTries;
  audit: AuditTrail;
  initialPassword: InitialPassword;
}

type PasswordCheck = { ok: true; stored: StoredUser } | Extract<SignIn, { ok: false }>;

interface NewPassword {
  password: string;
  /** Of the input. */
  field: string;
  /** Absent: whatever happened meanwhile. */
  generation?: string;
}

/** Until some of those who wait have been answered. */
const BUSY_RETRY_MS = 2_000;

export class StoredAccounts implements Accounts {
  readonly #parts: AccountsParts;
  readonly audit: AuditTrail;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
    this.audit = parts.audit;
  }

  async signIn(name: string, password: string, address: string): Promise<SignIn> {
    const check = await this.#check(name, password, address);
    return check.ok ? this.#begin(check.stored) : check;
  }

  requesterOf(sessionToken: string): Requester | undefined {
    const { sessions, users } = this.#parts;
    const session = sessions.use(sessionToken);
    if (session === undefined) return undefined;
    const stored = users.get(session.user);
    return stored?.generation === session.generation ? requesterFor(stored.user, session.id) : undefined;
  }

  csrfTokenOf(sessionToken: string): string {
    return csrfTokenFor(sessionToken);
  }

  requesterOfKey(secret: string) {
    return this.#parts.keys.check(secret);
  }

  hasKey(id: string): boolean {
    return this.#parts.keys.has(id);
  }

  signOut(sessionToken: string): Promise<void> {
    return this.#parts.sessions.end(sessionToken);
  }

  users(): User[] {
    return this.#parts.users.all().map(({ user }) => user);
  }

  user(name: string): User | undefined {
    return this.#parts.users.get(name)?.user;
  }

  async addUser(input: UserInput, password = makePassword()): Promise<IssuedPassword> {
    const { users, passwords } = this.#parts;
    users.check(input);
    refuseWeak(password, input.name, 'password');
    const { user } = await users.add(input, { password: await passwords.hash(password) });
    return { user, password };
  }

  async changeUser(name: string, change: UserChange): Promise<User> {
    const { user } = await this.#parts.users.change(name, change);
    await this.#sweep();
    return user;
  }

  async resetPassword(name: string, password = makePassword()): Promise<IssuedPassword> {
    const stored = await this.#setPassword(name, { password, field: 'password' });
    return { user: stored.user, password };
  }

  async changeOwnPassword({ name, current, next, address }: OwnPasswordChange): Promise<SignIn> {
    refuseWeak(next, name, 'next');
    const check = await this.#check(name, current, address);
    if (!check.ok) return check;
    const { generation } = check.stored;
    return this.#begin(await this.#setPassword(name, { password: next, field: 'next', generation }));
  }

  async removeUser(name: string): Promise<void> {
    const { users, initialPassword } = this.#parts;
    const before = users.known(name);
    await users.remove(name);
    if (before.initialPassword) await initialPassword.forget();
    await this.#sweep();
  }

  keys() {
    return this.#parts.keys.all();
  }

  addKey(input: KeyInput, createdBy: string) {
    return this.#parts.keys.add(input, createdBy);
  }

  removeKey(id: string): Promise<void> {
    return this.#parts.keys.remove(id);
  }

  async close(): Promise<void> {
    await Promise.all([this.#parts.sessions.settled(), this.#parts.keys.settled()]);
  }

  async #check(name: string, password: string, address: string): Promise<PasswordCheck> {
    const { clock, passwords, tries, users } = this.#parts;
    if (passwords.isBusy()) return { ok: false, reason: 'too-many-tries', retryAfterMs: BUSY_RETRY_MS };
    const attempt = tries.begin(name, address, clock.now());
    if (!attempt.ok) return { ok: false, reason: 'too-many-tries', retryAfterMs: attempt.retryAfterMs };
    const stored = users.get(name);
    const right = await passwords.isRight(password, stored?.password);
    if (stored === undefined || !right || stored.user.disabled) return { ok: false, reason: 'wrong' };
    attempt.succeeded();
    return { ok: true, stored };
  }

  async #begin(stored: StoredUser): Promise<SignIn> {
    const { user, generation } = stored;
    await this.#sweep();
    const { token, session, endsAt } = await this.#parts.sessions.start({ user: user.name, generation });
    return { ok: true, session: { token, endsAt, requester: requesterFor(user, session.id) } };
  }

  async #setPassword(name: string, { password, field, generation }: NewPassword): Promise<StoredUser> {
    const { users, passwords, initialPassword } = this.#parts;
    const before = users.known(name);
    refuseWeak(password, before.user.name, field);
    const stored = await users.setPassword(name, await passwords.hash(password), generation);
    if (before.initialPassword) await initialPassword.forget();
    await this.#sweep();
    return stored;
  }

  /** What a change has ended is ended already; this only gives up its records. */
  #sweep(): Promise<void> {
    const { sessions, users } = this.#parts;
    return sessions.sweep(({ user, generation }) => users.get(user)?.generation !== generation);
  }
}

function requesterFor({ name, role, area, person }: User, sessionId: string): Requester {
  return {
    ...{ kind: 'user', name, role, person: person ?? name, sessionId },
    ...(area !== undefined && { area }),
  };
}

function refuseWeak(password: string, name: string, field: string): void {
  const expected = weaknessOf(password, name);
  if (expected !== undefined) throw new AccountRefusal('invalid', `expected ${expected}`, field);
}
