// Bins and stations to be judged in tests: one of which nothing is wrong, and what is said differs from it.
import { type BinState, createBinState } from '../bin-state/bin-state.ts';
import type { BinSubject, StationSubject, Verdict } from './rule.ts';
import { createStationSigns } from './station-signs.ts';

export const NOW = Date.parse('2026-11-24T10:00+08:00');
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

export function stationSubject(differs: Partial<StationSubject> = {}): StationSubject {
  return {
    station: 'ts-001',
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
    presence: { state: 'online', since: NOW - HOUR },
    signs: createStationSigns(),
    holdingSince: {},
    ...differs,
  };
}

/** `bin`: what differs from a bin at 0.3 that filled 0.02 an hour for two days. */
export function binSubject(bin: Partial<BinState> = {}, differs: Partial<BinSubject> = {}): BinSubject {
  const level = bin.cleanLevel ?? 0.3;
  const at = bin.cleanAt ?? NOW;
  return {
    ...stationSubject(),
    serviceHours: [{ from: '06:00', to: '22:00' }],
    bin: {
      ...createBinState({ station: 'ts-001', binId: 'food-1', stream: 'food', grid: 'g1' }),
      newest: newest(at),
      window: [at - 10 * MINUTE, at].map((time) => ({ level, at: time, doubted: false })),
      cleanLevel: level,
      cleanAt: at,
      settled: true,
      filling: { since: at - 10 * HOUR, from: 0.1, risen: 0.2, hours: 10 },
      filledBefore: { risen: 0.8, hours: 38 },
      ratePerHour: 0.02,
      meanRatePerHour: 0.02,
      ...bin,
    },
    ...differs,
  };
}

/** The newest reading of a bin. */
export function newest(at: number, receivedAt = at): BinState['newest'] & object {
  return { bootId: 'b', seq: 9, at, receivedAt, fillLevel: 0.5, quality: 4 };
}

/** The last level lay far below the clean one. */
export function fallingSince(since: number): BinState['away'] & object {
  return { below: true, isFlip: false, since, count: 1, agreeing: 0, lows: 1, lowLevels: [0.05] };
}

/** Somebody says so. */
export function claimAt(at: number): BinState['claims'][number] {
  return { at, receivedAt: at, source: 'crew', lows: 0 };
}

export function emptiedAt(at: number): BinState['lastEmptied'] & object {
  return { id: 'e', at, source: 'sensor', levelBefore: 0.9, levelAfter: 0.1, notBefore: at };
}

/** The verdict in one word: its severity, its reason, or that it cannot tell. */
export function wordOf(verdict: Verdict): string {
  if (verdict === undefined) return 'cannot tell';
  return verdict.holds ? verdict.severity : verdict.reason;
}
