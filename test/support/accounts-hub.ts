// The API with real users, sessions and keys, for tests of who may do what.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { openAccounts } from '../../src/accounts/open-accounts.ts';
import type { Access } from '../../src/api/access.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { Clock } from '../../src/model/clock.ts';
import { openLmdbState } from '../../src/state/lmdb-state.ts';
import { type ApiHub, NOW, openApiHub } from './api-hub.ts';

export interface AccountsHub extends ApiHub {
  accounts: Accounts;
  /** The password of `admin`. */
  adminPassword: string;
  /** To be moved by hand. */
  time: { now: number };
  /** Headers of somebody who is signed in and sends the right token. */
  signIn(name: string, password: string): Promise<SignedIn>;
}

export interface SignedIn extends Record<string, string> {
  cookie: string;
  'x-csrf-token': string;
}

const AREAS = new Set(['town', 'east', 'west', 'e-1']);

export async function openAccountsHub(
  access: Partial<Access> = {},
  { log = silentLog }: { log?: Log } = {},
): Promise<AccountsHub> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-hub-'));
  const time = { now: NOW };
  const clock: Clock = { now: () => time.now };
  const state = await openLmdbState({ folder: join(folder, 'accounts'), log });
  const isArea = (id: string) => AREAS.has(id);
  const { accounts, firstSignIn } = await openAccounts({ state, folder, clock, log, isArea });
  const hub = await openApiHub({ openOnLoopback: false, ...access }, { accounts, log });
  return {
    ...hub,
    accounts,
    adminPassword: firstSignIn?.password ?? '',
    time,
    async signIn(name, password) {
      const signedIn = await accounts.signIn(name, password, '192.0.2.1');
      if (!signedIn.ok) throw new Error(`cannot sign in as ${name}: ${signedIn.reason}`);
      const { token } = signedIn.session;
      return { cookie: `hub_session=${token}`, 'x-csrf-token': accounts.csrfTokenOf(token) };
    },
    async close() {
      await hub.close();
      await accounts.close();
      await state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
