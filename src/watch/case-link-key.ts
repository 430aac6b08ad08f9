// The key that signs links to cases: random, made once, kept in the state store. Where it is lost the links of the last
// day open nothing any more, and that is all.
import { randomBytes } from 'node:crypto';
import type { StateStore } from '../state/state-store.ts';
import type { CaseLinkKey } from './case-link.ts';

const KEY = ['case-link-key', 'current'];

/** Resolves when the key is on disk: no link may go out that the next start does not know. */
export async function openCaseLinkKey(state: Pick<StateStore, 'get' | 'write'>): Promise<CaseLinkKey> {
  const stored = state.get<string>(KEY);
  if (stored !== undefined) return Buffer.from(stored, 'base64');
  const key = randomBytes(32);
  await state.write([{ key: KEY, value: key.toString('base64') }]);
  return key;
}
