// From a sensor's numbers to a level between 0 (empty) and 1 (full), and whether they can be true at all. Pure.
import type { Quality } from '../model/reading.ts';
import type { Bin } from '../model/station.ts';
import type { BinLevelMessage } from '../protocol/fill-level.ts';

/**
 * How far a level may lie outside 0..1 and still be taken for the nearer end: an ultrasonic sensor steps by 2 cm,
 * and waste may stand above the rim.
 */
const TOLERANCE = 0.1;

/** Physical ranges; a number outside is stored as rejected and counts nowhere. */
const RANGES = {
  distanceMm: [0, 10_000],
  massKg: [0, 2_000],
  temperatureC: [-60, 150],
  tiltDeg: [-180, 180],
} as const;

/** The level the message gives or implies; undefined when only a distance is there and the bin has no depth. */
export function levelOf(message: BinLevelMessage, bin: Bin): number | undefined {
  if (message.fillLevel !== undefined) return clampNear(message.fillLevel);
  if (message.distanceMm === undefined || bin.depthMm === undefined) return undefined;
  return clampNear(1 - message.distanceMm / bin.depthMm);
}

/** 1 (rejected) when a number is outside its physical range, else 0 (unchecked). */
export function levelQuality(message: BinLevelMessage, fillLevel: number): Quality {
  if (fillLevel < 0 || fillLevel > 1) return 1;
  for (const name of ['distanceMm', 'massKg', 'temperatureC', 'tiltDeg'] as const) {
    const value = message[name];
    if (value !== undefined && (value < RANGES[name][0] || value > RANGES[name][1])) return 1;
  }
  return 0;
}

function clampNear(level: number): number {
  if (level < 0) return level >= -TOLERANCE ? 0 : level;
  if (level > 1) return level <= 1 + TOLERANCE ? 1 : level;
  return level;
}
