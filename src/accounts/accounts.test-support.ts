// Accounts on a real store in a folder of their own, with a clock that a test moves.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../log.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Accounts } from './accounts.ts';
import { type FirstSignIn, openAccounts } from './open-accounts.ts';

export const HERE = '192.0.2.1';
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface AccountsUnderTest {
  accounts: Accounts;
  state: StateStore;
  folder: string;
  clock: { now(): number; at: number };
  firstSignIn: FirstSignIn | undefined;
  /** As the next start of the hub finds them. */
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

export async function openAccountsUnderTest(): Promise<AccountsUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-accounts-'));
  const clock = { at: Date.UTC(2026, 10, 23, 2, 30), now: () => clock.at };

  async function open() {
    const state = await openLmdbState({ folder: join(folder, 'accounts'), log: silentLog });
    const isArea = (id: string) => ['town', 'east', 'west'].includes(id);
    const { accounts, firstSignIn } = await openAccounts({
      ...{ state, folder, clock, log: silentLog, isArea },
      passwordCost: { n: 1_024, r: 8, p: 1 },
    });
    return { state, accounts, firstSignIn };
  }

  async function close() {
    await hub.accounts.close();
    await hub.state.close();
  }

  const hub: AccountsUnderTest = {
    ...(await open()),
    folder,
    clock,
    async reopen() {
      await close();
      Object.assign(hub, await open());
    },
    async remove() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
  return hub;
}

/** The token of a new session; fails when there is none. */
export async function signedIn(
  { accounts }: Pick<AccountsUnderTest, 'accounts'>,
  name: string,
  password: string,
): Promise<string> {
  const signIn = await accounts.signIn(name, password, HERE);
  if (!signIn.ok) throw new Error(`cannot sign in ${name}: ${signIn.reason}`);
  return signIn.session.token;
}
