import { expect, it } from 'vitest';
import type { Bin } from '../../model/station.ts';
import type { BinState } from '../bin-state/bin-state.ts';
import { freeLitres } from './room.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 30);
const bins: Bin[] = [
  { id: 'food-1', stream: 'food', litres: 240 },
  { id: 'food-2', stream: 'food', litres: 120 },
  { id: 'residual-1', stream: 'residual', litres: 660 },
];
const limits = { now: NOW, fullLevel: 0.8, freshMs: 1_800_000 };

function bin(binId: string, cleanLevel: number, more: Partial<BinState> = {}): BinState {
  const known = { station: 's-1', grid: 'e-1', stream: 'food' as const, cleanAt: NOW - 60_000 };
  return { ...known, binId, cleanLevel, ...more } as BinState;
}

function room(...states: BinState[]): number {
  return freeLitres('food', { bins, states }, limits);
}

it('is what the bins of the stream can still take together', () => {
  expect(room(bin('food-1', 0.5), bin('food-2', 0.25), bin('residual-1', 0))).toBe(120 + 90);
});

it('is nothing in a bin that is full, unknown, or whose level cannot be trusted', () => {
  expect(room(bin('food-1', 0.8))).toBe(0);
  expect(room()).toBe(0);
  const doubts: Partial<BinState>[] = [
    { cleanAt: NOW - 1_800_001 },
    { cleanLevel: undefined },
    { stuckSince: NOW },
    { noEchoSince: NOW },
    { flippingSince: NOW },
  ];
  for (const doubt of doubts) expect(room(bin('food-1', 0.1, doubt))).toBe(0);
});
