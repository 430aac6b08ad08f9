// Who may sign in: the accounts in a store of their own below the data folder, beside what the hub measures.
import { join } from 'node:path';
import { type OpenedAccounts, openAccounts } from '../accounts/open-accounts.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import type { WiringContext } from './context.ts';
import type { Storage } from './storage.ts';

const HOUR_MS = 3_600_000;

export async function openHubAccounts(
  { config, clock, log, closing }: WiringContext,
  { folder, registry }: Pick<Storage, 'folder' | 'registry'>,
): Promise<OpenedAccounts> {
  const state = await openLmdbState({ folder: join(folder.path, 'accounts'), log });
  closing.add('store of the accounts', state, (store) => store.close());
  const { idleHours, days } = config.http.sessions;
  const opened = await openAccounts({
    ...{ state, clock, log, folder: folder.path },
    isArea: (id) => registry.area(id) !== undefined,
    limits: { idleMs: idleHours * HOUR_MS, longestMs: days * 24 * HOUR_MS },
  });
  closing.add('accounts', opened.accounts, (accounts) => accounts.close());
  return opened;
}
