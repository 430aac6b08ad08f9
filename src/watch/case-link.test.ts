import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCaseLinks, createCaseToken, verifyCaseToken } from './case-link.ts';

const KEY = randomBytes(32);
const DAY_MS = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 6);
const CLAIMS = { alertId: 'bin-full/ts-001/food.abc', audience: 'duty-group', expiresAt: NOW + DAY_MS };

test('a token opens its own case until it expires', () => {
  const token = createCaseToken(CLAIMS, KEY);
  expect(verifyCaseToken(token, KEY, NOW)).toEqual({ ok: true, claims: CLAIMS });
  expect(verifyCaseToken(token, KEY, NOW + DAY_MS - 1).ok).toBe(true);
  expect(verifyCaseToken(token, KEY, NOW + DAY_MS)).toEqual({ ok: false, reason: 'expired' });
});

test('the same claims give the same token, so that a message sent twice is the same message', () => {
  expect(createCaseToken(CLAIMS, KEY)).toBe(createCaseToken({ ...CLAIMS }, KEY));
});

test('a token of another key is forged', () => {
  const token = createCaseToken(CLAIMS, randomBytes(32));
  expect(verifyCaseToken(token, KEY, NOW)).toEqual({ ok: false, reason: 'forged' });
});

test('no token with a changed character is taken', () => {
  const token = createCaseToken(CLAIMS, KEY);
  const place = fc.nat(token.length - 1);
  const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.');
  fc.assert(
    fc.property(place, character, (at, other) => {
      fc.pre(token[at] !== other);
      const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      return !verifyCaseToken(changed, KEY, NOW).ok;
    }),
  );
});

test('whatever stands in the place of a token is refused, nothing is thrown', () => {
  fc.assert(fc.property(fc.string(), (text) => !verifyCaseToken(text, KEY, NOW).ok));
  expect(verifyCaseToken('a'.repeat(5_000), KEY, NOW)).toEqual({ ok: false, reason: 'malformed' });
});

test('the token is the last part of the path, and holds for a day', () => {
  const { alertId, audience } = CLAIMS;
  const address = new URL(
    createCaseLinks('https://hub.example.cn/waste/', KEY)({ alertId, audience, at: NOW }),
  );
  const [path, token = ''] = address.pathname.split('/case/');
  expect([path, address.search, address.hash]).toEqual(['/waste', '', '']);
  expect(verifyCaseToken(token, KEY, NOW)).toEqual({ ok: true, claims: CLAIMS });
});
