// Whether a reading comes too late to speak of the present (protocol.md, "Late"). Pure.
import type { FramedReading } from '../model/reading.ts';
import type { PresentState } from './present-state.ts';

export interface TimeBounds {
  /** How far a station's clock may be ahead. */
  clockAheadMs: number;
  /** Older than this speaks of the past only. */
  lateAfterMs: number;
  /** Older than this is refused. */
  tooLateMs: number;
}

export function isOld(reading: FramedReading, now: number, { lateAfterMs }: TimeBounds): boolean {
  return now - reading.at > lateAfterMs;
}

/** A newer level of each of its bins was judged already. */
export function isOutdated(reading: FramedReading, present: PresentState): boolean {
  switch (reading.type) {
    case 'fill-level':
      return reading.bins.every(({ binId }) => present.isOutdated(binId, reading));
    case 'drop-off':
    case 'emptied':
      return present.isOutdated(reading.binId, reading);
    case 'event':
      return false;
  }
}
