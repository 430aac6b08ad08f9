// The users of a data folder that no hub has open: takes the folder's lock as a hub would. What it changes stands in
// the audit trail as what a hub changes.
import { join } from 'node:path';
import { AccountRefusal, type Accounts } from '../accounts/accounts.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { systemClock } from '../model/clock.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';
import { DeskRefusal } from './registry-desk.ts';
import type { UserDesk } from './user-desk.ts';

/** Throws when a hub has the folder. */
export async function openFolderUserDesk(options: FolderOptions): Promise<UserDesk> {
  const { log } = options;
  const folder = await openFolder(options);
  try {
    const state = await openLmdbState({ folder: join(folder.path, 'accounts'), log });
    folder.closing(() => state.close());
    const isArea = (id: string) => folder.registry.area(id) !== undefined;
    const { accounts } = await openAccounts({ state, folder: folder.path, clock: systemClock, log, isArea });
    folder.closing(() => accounts.close());
    return deskOf(accounts, folder.close);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function deskOf(accounts: Accounts, close: () => Promise<void>): UserDesk {
  return {
    async addUser(input, given) {
      const { password } = await refusing(() => accounts.addUser(input, given));
      await note(accounts, { route: '/api/v1/users', target: input.name, changes: { ...input } });
      return given === undefined ? password : undefined;
    },
    async resetPassword(name, given) {
      const { password, user } = await refusing(() => accounts.resetPassword(name, given));
      await note(accounts, { route: '/api/v1/users/{name}/reset-password', target: user.name });
      return given === undefined ? password : undefined;
    },
    users: async () => accounts.users(),
    close,
  };
}

interface Noted {
  route: string;
  target: string;
  changes?: Record<string, unknown>;
}

function note({ audit }: Accounts, noted: Noted): Promise<void> {
  const who = { kind: 'machine', name: 'command line' } as const;
  return audit.add({
    ...{ at: systemClock.now(), who, from: 'data folder', method: 'POST', status: 200 },
    ...noted,
  });
}

async function refusing<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof AccountRefusal)) throw error;
    throw new DeskRefusal([error.field, error.message].filter(Boolean).join(': '));
  }
}
