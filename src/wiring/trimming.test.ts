import { expect, test } from 'vitest';
import { createTrimming } from './trimming.ts';

test('a hold waits for the trims that are under way, failed ones too, and lets none begin', async () => {
  const ends: (() => void)[] = [];
  let begun = 0;
  const trimming = createTrimming(() => {
    begun += 1;
    return new Promise((resolve, reject) =>
      ends.push(begun === 2 ? () => reject(new Error('full')) : resolve),
    );
  });
  const trims = [trimming.trim(), trimming.trim().catch(() => 'failed')];
  let isHeld = false;
  const held = trimming.hold().then(() => {
    isHeld = true;
  });
  await trimming.trim();
  expect(begun).toBe(2);
  ends[1]?.();
  expect(await trims[1]).toBe('failed');
  expect(isHeld).toBe(false);
  ends[0]?.();
  await held;
  expect(isHeld).toBe(true);
  await trimming.trim();
  expect(begun).toBe(2);
  trimming.release();
  void trimming.trim();
  expect(begun).toBe(3);
});
