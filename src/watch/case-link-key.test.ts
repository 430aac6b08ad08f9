import { expect, test } from 'vitest';
import { MemoryState } from '../../test/support/memory-state.ts';
import { createCaseToken, verifyCaseToken } from './case-link.ts';
import { openCaseLinkKey } from './case-link-key.ts';

const CLAIMS = { alertId: 'hazard/ts-001.abc', audience: 'duty-group', expiresAt: 1_000 };

test('a link from before a restart opens its case; one of another hub does not', async () => {
  const state = new MemoryState();
  const token = createCaseToken(CLAIMS, await openCaseLinkKey(state));
  expect(verifyCaseToken(token, await openCaseLinkKey(state.copy()), 0)).toEqual({
    ok: true,
    claims: CLAIMS,
  });
  const other = await openCaseLinkKey(new MemoryState());
  expect(verifyCaseToken(token, other, 0)).toEqual({ ok: false, reason: 'forged' });
});

test('no link is made with a key that is not on disk', async () => {
  const state = new MemoryState();
  state.failure = new Error('no space left');
  await expect(openCaseLinkKey(state)).rejects.toThrow('no space left');
});
