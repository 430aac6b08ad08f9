import { expect, test } from 'vitest';
import type { RefusedConnect } from './station-facts.ts';
import { type HeardMessage, MessageTail, RefusalTail } from './station-news.ts';
import { newsText } from './station-tail.ts';

const message = (seq: number): HeardMessage => ({
  ...{ receivedAt: '2026-11-23T02:30:00.000Z', type: 'drop-off', bytes: 120, bootId: 'b', seq },
  verdict: 'accepted',
});
/** The hub's answer after `total` messages. */
const answer = (total: number) => ({
  items: Array.from({ length: Math.min(total, 100) }, (_, back) => message(total - back)),
  total,
});
const numbers = ({ items, skipped }: ReturnType<MessageTail['next']>) => [
  items.map(({ seq }) => seq),
  skipped,
];

test('messages come once each, the oldest first, after as many of the last as were asked for', () => {
  const tail = new MessageTail(2);
  expect(numbers(tail.next(answer(5)))).toEqual([[4, 5], 0]);
  expect(numbers(tail.next(answer(5)))).toEqual([[], 0]);
  expect(numbers(tail.next(answer(8)))).toEqual([[6, 7, 8], 0]);
});

test('what is gone before it was asked for is counted', () => {
  const tail = new MessageTail(0);
  expect(numbers(tail.next(answer(10)))).toEqual([[], 0]);
  const [items, skipped] = numbers(tail.next(answer(250)));
  expect([items, skipped]).toEqual([Array.from({ length: 100 }, (_, place) => 151 + place), 140]);
});

test('after a restart of the hub all its messages are new', () => {
  const tail = new MessageTail(0);
  tail.next(answer(10));
  expect(numbers(tail.next(answer(3)))).toEqual([[1, 2, 3], 0]);
});

test('connections that are refused again are told, those of before are not', () => {
  const tail = new RefusalTail();
  const refused = (address: string, count: number): RefusedConnect => ({
    ...{ user: 's-1', address, reason: 'wrong-token', count, lastAt: '2026-11-23T02:30:00.000Z' },
  });
  expect(tail.next([refused('10.0.0.1', 4)])).toEqual([]);
  const now = [refused('10.0.0.2', 1), refused('10.0.0.1', 5)];
  expect(tail.next(now).map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(tail.next(now)).toEqual([]);
});

test('a line says what came, when, what became of it, and why', () => {
  const at = '2026-11-23T02:29:59.000Z';
  expect(newsText({ kind: 'message', message: { ...message(7), at, timeSource: 'age', late: true } })).toBe(
    '2026-11-23T02:30:00.000Z  accepted   drop-off    120 B  b #7  dated 2026-11-23T02:29:59.000Z (age, late)',
  );
  const refused = {
    verdict: 'rejected',
    reason: 'unknown-bin',
    path: 'binId',
    expected: 'one of a',
  } as const;
  expect(newsText({ kind: 'message', message: { ...message(8), ...refused } })).toBe(
    '2026-11-23T02:30:00.000Z  rejected   drop-off    120 B  b #8  unknown-bin at binId: expected one of a',
  );
  expect(newsText({ kind: 'refused', at, reason: 'wrong-token', address: '10.0.0.1' })).toBe(
    `${at}  NOT LET IN  wrong-token, from 10.0.0.1`,
  );
});
