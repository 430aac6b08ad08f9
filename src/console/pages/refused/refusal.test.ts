import { expect, test } from 'vitest';
import { REFUSAL_REASONS, remedyOf } from './refusal.ts';
import { words as english } from './words/en.ts';
import { words as chinese } from './words/zh-CN.ts';

test.each([
  ['KIOSK-7', 'unknown-user', 'add'],
  ['KIOSK-7', 'not-in-service', 'add'],
  ['KIOSK-7', 'wrong-token', 'new-token'],
  ['KIOSK-7', 'foreign-client-id', undefined],
  ['<img src=x onerror=alert(1)>', 'unknown-user', undefined],
  ['hub', 'unknown-user', undefined],
  ['AREAS', 'unknown-user', undefined],
  ['', 'no-credentials', undefined],
])('%s refused for %s: %s', (user, reason, remedy) => {
  expect(remedyOf({ user, reason })).toBe(remedy);
});

test('every reason has its words', () => {
  for (const words of [chinese, english]) expect(Object.keys(words.reasons)).toEqual([...REFUSAL_REASONS]);
});
