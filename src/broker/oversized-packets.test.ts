import { expect, it } from 'vitest';
import { createOversizedPackets } from './oversized-packets.ts';

const MINUTE_MS = 60_000;

it('counts the last hour of each user alone', () => {
  const packets = createOversizedPackets();
  expect([0, 30, 59].map((minute) => packets.add('S-1', minute * MINUTE_MS))).toEqual([1, 2, 3]);
  expect(packets.add('S-2', 59 * MINUTE_MS)).toBe(1);
  expect(packets.add('S-1', 61 * MINUTE_MS)).toBe(3);
  expect(packets.add('S-1', 500 * MINUTE_MS)).toBe(1);
});
