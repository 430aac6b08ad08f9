// Readings for tests of history stores, and what statistics over them must be, calculated the slow way.
import type { AlertEvent } from '../model/alert-event.ts';
import type { Emptying } from '../model/emptying.ts';
import type { Health } from '../model/health.ts';
import type { DropOff, FillLevel, Reading, Stamp } from '../model/reading.ts';
import { STREAMS } from '../model/stream.ts';
import type { DropOffCell, FillLevelCell, StatisticsQuery } from './history.ts';

export const HOUR = 3_600_000;
/** 2026-06-01T00:00Z, a Monday. */
export const JUNE = Date.UTC(2026, 5, 1);

function stamp(given: Partial<Stamp> = {}): Stamp {
  return {
    station: 'TS-001',
    bootId: 'boot-1',
    seq: 0,
    grid: 'grid-a',
    at: JUNE,
    timeSource: 'station',
    receivedAt: JUNE + 250,
    ...given,
  };
}

export function dropOff(given: Partial<DropOff> = {}): DropOff {
  return { type: 'drop-off', ...stamp(), binId: 'food-1', stream: 'food', weightKg: 1.5, ...given };
}

export function fillLevel(given: Partial<FillLevel> = {}): FillLevel {
  const bins: FillLevel['bins'] = [{ index: 0, binId: 'food-1', stream: 'food', fillLevel: 0.5, quality: 0 }];
  return { type: 'fill-level', ...stamp(), bins, ...given };
}

export function hubHealth(given: Partial<Health> = {}): Health {
  return { type: 'health', at: JUNE, fields: { received: 12, accepted: 12, interval_ms: 15_000 }, ...given };
}

export function emptying(given: Partial<Emptying> = {}): Emptying {
  const place = { station: 'TS-001', grid: 'grid-a', binId: 'food-1', stream: 'food', at: JUNE } as const;
  const levels = { levelBefore: 0.9, levelAfter: 0.05 };
  return { type: 'emptying', id: 'e-1', ...place, source: 'sensor', ...levels, detectedAt: JUNE, ...given };
}

export function alertEvent(given: Partial<AlertEvent> = {}): AlertEvent {
  const place = { station: 'TS-001', grid: 'grid-a', binId: 'food-1', stream: 'food', at: JUNE } as const;
  const alert = { alertId: 'a-1', rule: 'bin-full', severity: 'warning' } as const;
  return { type: 'alert-event', id: 'a-1/0', ...alert, ...place, kind: 'fired', open: true, ...given };
}

/** Deterministic numbers 0..1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Deposits and levels of three stations in two grids over `days`, in no order of time. */
export function randomReadings(seed: number, count: number, days: number): (DropOff | FillLevel)[] {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, seq) => {
    const at = JUNE + below(days * 24 * HOUR);
    const frame = stamp({
      station: `TS-00${below(3)}`,
      grid: `grid-${below(2)}`,
      seq,
      at,
      receivedAt: at + 90,
    });
    const stream = STREAMS[below(4)] ?? 'food';
    if (random() < 0.4) {
      const bins = [0, 1].map((index) => ({
        index,
        binId: `${stream}-${index}`,
        stream,
        fillLevel: random(),
        quality: random() < 0.1 ? (1 as const) : (0 as const),
      }));
      return { type: 'fill-level', ...frame, bins };
    }
    const seen = [...STREAMS, 'unknown' as const][below(5)] ?? 'unknown';
    const recognition = random() < 0.8 ? { recognition: { stream: seen, confidence: random() } } : {};
    const weightKg = random() < 0.1 ? null : below(20_000) / 1000;
    return { type: 'drop-off', ...frame, binId: `${stream}-0`, stream, weightKg, ...recognition };
  });
}

export function expectedDropOffs(readings: readonly Reading[], query: StatisticsQuery): DropOffCell[] {
  const cells = new Map<string, DropOffCell>();
  for (const reading of readings) {
    if (reading.type !== 'drop-off') continue;
    const place = placeOf(reading, reading.binId, query);
    if (!place) continue;
    const key = JSON.stringify([place.bucket, place.binId, reading.stream]);
    const none = { dropOffs: 0, weightKg: 0, weighed: 0, decided: 0, correct: 0 };
    const cell = cells.get(key) ?? { ...place, stream: reading.stream, ...none };
    cells.set(key, cell);
    const { recognition, weightKg } = reading;
    const decided = recognition && recognition.stream !== 'unknown' && recognition.confidence >= 0.6;
    cell.dropOffs += 1;
    cell.weightKg += weightKg ?? 0;
    cell.weighed += weightKg === null ? 0 : 1;
    cell.decided += decided ? 1 : 0;
    cell.correct += decided && recognition.stream === reading.stream ? 1 : 0;
  }
  return [...cells.values()];
}

export function expectedFillLevels(readings: readonly Reading[], query: StatisticsQuery): FillLevelCell[] {
  const cells = new Map<string, FillLevelCell & { sum: number }>();
  for (const reading of readings) {
    if (reading.type !== 'fill-level') continue;
    for (const { binId, stream, fillLevel, quality } of reading.bins) {
      const place = placeOf(reading, binId, query);
      if (!place || quality === 1) continue;
      const key = JSON.stringify([place.bucket, place.binId, stream]);
      const none = { readings: 0, sum: 0, mean: 0, min: 2, max: -1, last: 0, lastAt: 0 };
      const cell = cells.get(key) ?? { ...place, stream, ...none };
      cells.set(key, cell);
      cell.readings += 1;
      cell.sum += fillLevel;
      cell.mean = cell.sum / cell.readings;
      cell.min = Math.min(cell.min, fillLevel);
      cell.max = Math.max(cell.max, fillLevel);
      if (reading.at > cell.lastAt || (reading.at === cell.lastAt && fillLevel > cell.last)) {
        cell.last = fillLevel;
        cell.lastAt = reading.at;
      }
    }
  }
  return [...cells.values()].map(({ sum: _sum, ...cell }) => cell);
}

/** Bucket and group of a reading; undefined when the query does not mean it. */
function placeOf({ station, grid, at }: Stamp, binId: string, { scope, edges }: StatisticsQuery) {
  const bucket = edges.findLastIndex((edge) => edge <= at);
  if (bucket < 0 || bucket >= edges.length - 1) return undefined;
  if ('station' in scope) return scope.station === station ? { bucket, binId } : undefined;
  return scope.grids.includes(grid) ? { bucket } : undefined;
}
