import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { openDeadline } from './deadline.ts';

test('ends a request when its time is over, or when the hub stops', () => {
  vi.useFakeTimers();
  const hub = new AbortController();
  const [late, stopped] = [openDeadline(1_000, hub.signal), openDeadline(5_000, hub.signal)];
  vi.advanceTimersByTime(1_000);
  expect([late.signal.aborted, late.isOver()]).toEqual([true, true]);
  hub.abort();
  expect([stopped.signal.aborted, stopped.isOver()]).toEqual([true, false]);
  expect(openDeadline(1_000, hub.signal).signal.aborted).toBe(true);
  vi.useRealTimers();
});

test('leaves nothing behind', () => {
  vi.useFakeTimers();
  const hub = new AbortController();
  for (let i = 0; i < 100; i += 1) openDeadline(1_000, hub.signal).close();
  expect(getEventListeners(hub.signal, 'abort')).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
