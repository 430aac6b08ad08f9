import { expect, test } from 'vitest';
import { keyInput } from './key.ts';

const draft = { name: ' scales ', scopes: ['read' as const], area: '', expiresInDays: 0, perMinute: 600 };

test('what was left empty is not told', () => {
  expect(keyInput(draft, 0)).toEqual({ name: 'scales', scopes: ['read'], perMinute: 600 });
});

test('days become the instant at which the key ends', () => {
  const input = keyInput({ ...draft, area: 'east', expiresInDays: 90 }, Date.UTC(2026, 10, 24));
  expect(input).toMatchObject({ area: 'east', expiresAt: '2027-02-22T00:00:00.000Z' });
});
