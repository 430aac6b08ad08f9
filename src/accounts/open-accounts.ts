// Opens the accounts of a data folder, and makes the first administrator where there is no user at all. A kill at any
// point leaves a state that the next start takes for what it is: the file comes before the user, and goes after the
// change of the password.
import type { Log } from '../log.ts';
import type { Clock } from '../model/clock.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Accounts } from './accounts.ts';
import { type InitialPassword, initialPasswordIn } from './initial-password.ts';
import { KeyBook } from './key-book.ts';
import {
  createPasswordHasher,
  PASSWORD_COST,
  type PasswordCost,
  type PasswordHasher,
} from './password-hash.ts';
import { makePassword } from './password-rules.ts';
import { SessionBook, type SessionLimits } from './session-book.ts';
import { createSlowedTries } from './slowed-tries.ts';
import { StoredAccounts } from './stored-accounts.ts';
import { StoredAuditTrail } from './stored-audit-trail.ts';
import { UserBook } from './user-book.ts';

export interface AccountsOptions {
  /** Of their own: closed by who opened it, after the accounts. */
  state: StateStore;
  /** The data folder. */
  folder: string;
  clock: Clock;
  log: Log;
  isArea: (id: string) => boolean;
  limits?: SessionLimits;
  /** Of new passwords; that of a test may be less. */
  passwordCost?: PasswordCost;
}

export interface OpenedAccounts {
  accounts: Accounts;
  /** What the operator must be told. */
  firstSignIn?: FirstSignIn;
}

export interface FirstSignIn {
  name: string;
  /** Only at the start that made it. */
  password?: string;
  /** Has the password until it is changed. */
  file: string;
}

const HOUR_MS = 3_600_000;
const DEFAULT_LIMITS: SessionLimits = { idleMs: 12 * HOUR_MS, longestMs: 14 * 24 * HOUR_MS };
const FIRST_USER = 'admin';

export async function openAccounts(options: AccountsOptions): Promise<OpenedAccounts> {
  const {
    state,
    folder,
    clock,
    log,
    isArea,
    limits = DEFAULT_LIMITS,
    passwordCost = PASSWORD_COST,
  } = options;
  const passwords = createPasswordHasher(passwordCost);
  const initialPassword = initialPasswordIn(folder);
  const users = new UserBook({ state, clock, isArea });
  const firstSignIn = await findFirstSignIn(users, initialPassword, passwords);
  const accounts = new StoredAccounts({
    ...{ clock, users, passwords, initialPassword },
    sessions: new SessionBook({ state, clock, log, limits }),
    keys: new KeyBook({ state, clock, log, isArea }),
    tries: createSlowedTries(),
    audit: new StoredAuditTrail(state, clock),
  });
  return { accounts, ...(firstSignIn && { firstSignIn }) };
}

async function findFirstSignIn(
  users: UserBook,
  kept: InitialPassword,
  passwords: PasswordHasher,
): Promise<FirstSignIn | undefined> {
  if (users.all().length === 0) return addFirstUser(users, kept, passwords);
  const waiting = users.all().find(({ initialPassword }) => initialPassword);
  if (waiting === undefined) await kept.forget();
  return waiting && kept.exists() ? { name: waiting.user.name, file: kept.file } : undefined;
}

async function addFirstUser(
  users: UserBook,
  kept: InitialPassword,
  passwords: PasswordHasher,
): Promise<FirstSignIn> {
  const password = makePassword();
  await kept.keep(password);
  const hash = await passwords.hash(password);
  await users.add({ name: FIRST_USER, role: 'admin' }, { password: hash, initialPassword: true });
  return { name: FIRST_USER, password, file: kept.file };
}
