import { expect, it } from 'vitest';
import { createRefusedConnections } from './refused-connections.ts';

const attempt = (user: string, at: number, reason = 'unknown-user') => ({
  user,
  address: '10.0.0.1',
  reason,
  at,
});

it('merges what is the same and shows the newest first', () => {
  const refused = createRefusedConnections();
  for (const given of [attempt('a', 1), attempt('b', 2), attempt('a', 3), attempt('a', 4, 'wrong-token')])
    refused.add(given);
  expect(refused.list()).toEqual([
    { user: 'a', address: '10.0.0.1', reason: 'wrong-token', count: 1, firstAt: 4, lastAt: 4 },
    { user: 'a', address: '10.0.0.1', reason: 'unknown-user', count: 2, firstAt: 1, lastAt: 3 },
    { user: 'b', address: '10.0.0.1', reason: 'unknown-user', count: 1, firstAt: 2, lastAt: 2 },
  ]);
});

it('keeps the last 200', () => {
  const refused = createRefusedConnections();
  for (let at = 0; at < 1_000; at++) refused.add(attempt(`user-${at}`, at));
  expect(refused.list()).toHaveLength(200);
  expect(refused.list()[0]?.user).toBe('user-999');
  expect(refused.list().at(-1)?.user).toBe('user-800');
});

it('keeps names short and printable', () => {
  const refused = createRefusedConnections();
  refused.add(attempt(`\u001b[31m\u202E\n${'x'.repeat(9_000)}`, 1));
  expect(refused.list()[0]?.user).toBe(`?[31m??${'x'.repeat(57)}`);
});
