import { expect, test } from 'vitest';
import { type BinState, createBinState } from './bin-state.ts';
import { expectedFullAt, expectedRate } from './expected-full.ts';

const AT = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;

function bin(known: Partial<BinState>): BinState {
  const identity = { station: 's-1', binId: 'food-1', stream: 'food', grid: 'e-1' } as const;
  return { ...createBinState(identity), cleanLevel: 0.5, cleanAt: AT, ...known };
}

test('by the mean of the bin, else by the rate since it was emptied', () => {
  expect(expectedFullAt(bin({ meanRatePerHour: 0.05, ratePerHour: 0.3 }), 0.8)).toBe(AT + 6 * HOUR_MS);
  expect(expectedFullAt(bin({ ratePerHour: 0.3 }), 0.8)).toBe(AT + HOUR_MS);
});

test.each<[string, Partial<BinState>]>([
  ['of which no rate is known', {}],
  ['that does not fill', { meanRatePerHour: 0 }],
  ['of which no level is known', { cleanLevel: undefined, meanRatePerHour: 0.1 }],
  ['that is full', { cleanLevel: 0.8, meanRatePerHour: 0.1 }],
])('nothing of a bin %s', (_, known) => {
  expect(expectedFullAt(bin(known), 0.8)).toBeUndefined();
});

test('a rate below zero is none', () => {
  expect(expectedRate(bin({ meanRatePerHour: -0.01 }))).toBe(0);
});
