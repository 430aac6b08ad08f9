import { expect, test } from 'vitest';
import { REJECTION_REASONS } from '../../../model/rejection.ts';
import { outcomesOf, REASONS } from './rejection.ts';
import { words as english } from './words/en.ts';
import { words as chinese } from './words/zh-CN.ts';

test('whoever is not among the failed was taken in', () => {
  const outcomes = outcomesOf(['a', 'b'], {
    replayed: 1,
    failed: [{ id: 'b', reason: 'unknown-bin', path: 'binId' }],
  });
  expect([...outcomes]).toEqual([
    ['a', { ok: true }],
    ['b', { ok: false, reason: 'unknown-bin', path: 'binId' }],
  ]);
});

test('every reason of the hub can be chosen, and has its words', () => {
  expect(new Set(REASONS)).toEqual(new Set(REJECTION_REASONS));
  for (const words of [chinese, english])
    for (const reason of REJECTION_REASONS) {
      expect(words.reasons[reason].what).not.toBe('');
      expect(words.reasons[reason].todo).not.toBe('');
    }
});
