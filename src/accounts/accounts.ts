// The port of the accounts: who may ask the hub, by which password, session or key, and the trail of what was changed
// by whom. It must not know routes, cookies or headers; what a role may do stands in the API's table of rights.
import type { AuditTrail } from './audit-trail.ts';
import type { ApiKey, KeyScope } from './key.ts';
import type { Role, User } from './user.ts';

/** Who asks, once that is known. Without `area` the whole town is seen. */
export interface Requester {
  /** `machine`: the control socket or the configured token; `loopback`: `http.openOnLoopback`. */
  kind: 'user' | 'key' | 'machine' | 'loopback';
  /** Of the user, or of the key. */
  name: string;
  /** As people know a user, in cases and in duty.yaml; users only. */
  person?: string;
  /** Of a key: `integration`. */
  role: Role;
  area?: string;
  /** Keys only. */
  scopes?: readonly KeyScope[];
  /** Not secret: it names the session in the store and in no request. */
  sessionId?: string;
  /** Of a key: as it is listed. */
  keyId?: string;
}

export interface Session {
  /** 256 bits, base64url: goes into the cookie and nowhere else. */
  token: string;
  /** Ends by itself then at the latest; earlier when it is not used for long. */
  endsAt: number;
  requester: Requester;
}

export type SignIn =
  | { ok: true; session: Session }
  /** Unknown name, wrong password, disabled user: the answer does not tell them apart. */
  | { ok: false; reason: 'wrong' }
  /** Nothing was looked at; whole milliseconds until it is worth trying again. */
  | { ok: false; reason: 'too-many-tries'; retryAfterMs: number };

export type KeyCheck =
  | { ok: true; requester: Requester }
  | { ok: false; reason: 'unknown' }
  /** More than the key may ask in a minute. */
  | { ok: false; reason: 'too-many-requests'; retryAfterMs: number };

export type UserInput = Pick<User, 'name' | 'role' | 'area' | 'person'>;
/** What is absent stays; null takes away. Another role or area, or `disabled: true`, ends the user's sessions. */
export interface UserChange {
  role?: Role | undefined;
  area?: string | null | undefined;
  person?: string | null | undefined;
  disabled?: boolean | undefined;
}

export type KeyInput = Pick<ApiKey, 'name' | 'scopes' | 'area' | 'expiresAt'> & {
  /** 600 when absent. */
  perMinute?: number | undefined;
};

/** Shown once; the hub keeps a hash only. */
export interface IssuedPassword {
  user: User;
  password: string;
}

export interface IssuedKey {
  key: ApiKey;
  /** `dh_` and 256 bits, base64url: what is sent as a bearer token. */
  secret: string;
}

/** Reads are cheap enough for every request; a change is on disk when its promise resolves. */
export interface Accounts {
  /** Always a new session, whatever the browser had before. Slowed by account and address, never locked. */
  signIn(name: string, password: string, address: string): Promise<SignIn>;
  /** Undefined: no such session, or it has ended. Counts as use of the session. */
  requesterOf(sessionToken: string): Requester | undefined;
  /** Bound to the session: what a changing request by cookie must bring beside the cookie. */
  csrfTokenOf(sessionToken: string): string;
  /** Counts against the key's limit. */
  requesterOfKey(secret: string): KeyCheck;
  /** Whether it was neither removed nor has expired; counts for nothing. */
  hasKey(id: string): boolean;
  /** Ends one session; nothing happens when there is none. */
  signOut(sessionToken: string): Promise<void>;

  /** In order of name. */
  users(): User[];
  user(name: string): User | undefined;
  /** Makes a password when none is given. Throws `AccountRefusal`. */
  addUser(input: UserInput, password?: string): Promise<IssuedPassword>;
  /** Throws `AccountRefusal`; also for what would leave the town without an administrator. */
  changeUser(name: string, change: UserChange): Promise<User>;
  /** Makes a password when none is given, and ends the user's sessions. Throws `AccountRefusal`. */
  resetPassword(name: string, password?: string): Promise<IssuedPassword>;
  /** Ends every session of the user and gives a new one. Tries count like those of `signIn`. Throws `AccountRefusal`
   *  when the next password is too weak, or when somebody has ended the user's sessions meanwhile. */
  changeOwnPassword(change: OwnPasswordChange): Promise<SignIn>;
  /** With sessions. Keys that the user made stay. Throws `AccountRefusal`. */
  removeUser(name: string): Promise<void>;

  /** Oldest first. */
  keys(): ApiKey[];
  /** Throws `AccountRefusal`. */
  addKey(input: KeyInput, createdBy: string): Promise<IssuedKey>;
  /** Throws `AccountRefusal`. */
  removeKey(id: string): Promise<void>;

  readonly audit: AuditTrail;
  /** Writes what is still in memory. The store itself is its opener's to close. */
  close(): Promise<void>;
}

export interface OwnPasswordChange {
  name: string;
  current: string;
  next: string;
  address: string;
}

/** What was asked cannot be; nothing was changed. */
export class AccountRefusal extends Error {
  override name = 'AccountRefusal';
  readonly reason: 'unknown' | 'conflict' | 'invalid';
  /** The member of the input that is wrong, when one is. */
  readonly field: string | undefined;
  constructor(reason: AccountRefusal['reason'], message: string, field?: string) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
