// Series of levels of one bin, one reading an hour unless a test says else.
import type { Emptying } from '../../model/emptying.ts';
import type { BinLevel, Stamp } from '../../model/reading.ts';
import { type BinState, createBinState, type Judged, type LevelReading } from './bin-state.ts';
import { judgeReading } from './judge-reading.ts';
import { type BinSettings, DEFAULT_BIN_SETTINGS } from './settings.ts';

export const HOUR_MS = 3_600_000;
export const START = Date.UTC(2026, 5, 1);

export function newBin(): BinState {
  return createBinState({ station: 'S1', binId: 'A', stream: 'residual', grid: 'G1' });
}

/** The reading of hour `hour`; its number is the hour too. */
export function readingAt(
  hour: number,
  fillLevel: number,
  more: { stamp?: Partial<Stamp>; level?: Partial<BinLevel> } = {},
): LevelReading {
  const at = START + hour * HOUR_MS;
  return {
    stamp: {
      station: 'S1',
      grid: 'G1',
      bootId: 'boot',
      seq: Math.round(hour * 60),
      at,
      timeSource: 'station',
      receivedAt: at,
      ...more.stamp,
    },
    level: { index: 0, binId: 'A', stream: 'residual', fillLevel, quality: 0, ...more.level },
  };
}

/** Readings of the hours from `fromHour` on. */
export function hourly(levels: readonly number[], fromHour = 0): LevelReading[] {
  return levels.map((level, i) => readingAt(fromHour + i, level));
}

export function judgeAll(
  state: BinState,
  readings: readonly LevelReading[],
  settings: BinSettings = DEFAULT_BIN_SETTINGS,
): Judged[] {
  return readings.map((reading) => judgeReading(state, reading, settings));
}

export function emptyingsOf(judged: readonly Judged[]): Emptying[] {
  return judged.flatMap(({ emptied }) => (emptied ? [emptied] : []));
}

/** `count` levels that rise evenly from `from` to `to`. */
export function rising(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / Math.max(1, count - 1));
}

export function repeated(level: number, count: number): number[] {
  return Array.from({ length: count }, () => level);
}
