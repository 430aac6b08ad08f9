import { expect, test } from 'vitest';
import type { Statistics } from './answers.ts';
import { hourDeposits } from './hour-deposits.ts';

function bucket(from: string, food: number, residual: number) {
  return {
    from,
    streams: [
      { stream: 'food', dropOffs: food },
      { stream: 'residual', dropOffs: residual },
    ],
  };
}

test('the same hour of all days, by the local clock', () => {
  const buckets = [
    bucket('2026-11-21T23:00:00Z', 3, 1),
    bucket('2026-11-22T23:00:00Z', 2, 0),
    bucket('2026-11-22T15:00:00Z', 0, 5),
  ] as Statistics['buckets'];
  const rows = hourDeposits({ zone: 'Asia/Shanghai', buckets });
  expect(rows.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
  expect(rows[7]).toEqual({
    hour: 7,
    total: 6,
    byStream: { food: 5, recyclable: 0, hazardous: 0, residual: 1 },
  });
  expect(rows[23]?.total).toBe(5);
  expect(rows.reduce((sum, { total }) => sum + total, 0)).toBe(11);
});
