// Whether a level can be what the sensor saw at all, judged by the reading alone. Pure.
import type { BinLevel, Quality } from '../../model/reading.ts';
import type { LevelFlag } from './bin-state.ts';
import type { BinSettings } from './settings.ts';

/** The sensor saw nothing, or not the waste. */
export type UnsoundFlag = Extract<LevelFlag, 'no-echo' | 'out-of-range' | 'lid-open' | 'tilted'>;

export const UNSOUND_QUALITY: Readonly<Record<UnsoundFlag, Quality>> = {
  'no-echo': 1,
  'out-of-range': 1,
  'lid-open': 2,
  tilted: 2,
};

/** No echo is asked first: most bins are less deep than the distance that stands for it, so it is out of range too. */
export function unsoundFlag(level: BinLevel, settings: BinSettings): UnsoundFlag | undefined {
  if (level.distanceMm !== undefined && level.distanceMm >= settings.noEchoMm) return 'no-echo';
  if (level.quality === 1) return 'out-of-range';
  if (level.lidOpen === true) return 'lid-open';
  if (level.tiltDeg !== undefined && Math.abs(level.tiltDeg) > settings.maxTiltDeg) return 'tilted';
  return undefined;
}

/** Most of what is so near is really near, a full bin: the level counts, with suspicion. */
export function isInBlindZone({ distanceMm }: BinLevel, { blindZoneMm }: BinSettings): boolean {
  return distanceMm !== undefined && distanceMm < blindZoneMm;
}
