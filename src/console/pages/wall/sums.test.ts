import { expect, test } from 'vitest';
import { addDeposits, addRatios } from './sums.ts';

test('ratios of areas are added up by their parts', () => {
  const ratios = [
    { numerator: 1, denominator: 2 },
    { numerator: 8, denominator: 8 },
  ];
  expect(addRatios(ratios)).toEqual({ numerator: 9, denominator: 10, rate: 0.9 });
  expect(addRatios([]).rate).toBeUndefined();
});

test('deposits of areas are added up by stream', () => {
  const food = { stream: 'food', dropOffs: 3, weightKg: 1.5 } as const;
  const sums = addDeposits([[food], [food, { stream: 'hazardous', dropOffs: 1, weightKg: 0.2 }]]);
  expect(sums).toEqual([
    { stream: 'food', dropOffs: 6, weightKg: 3 },
    { stream: 'recyclable', dropOffs: 0, weightKg: 0 },
    { stream: 'hazardous', dropOffs: 1, weightKg: 0.2 },
    { stream: 'residual', dropOffs: 0, weightKg: 0 },
  ]);
});
