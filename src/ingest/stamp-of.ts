// The stamp that a reading carries: whose it is, which message, where the station stood, and when.
import type { Stamp } from '../model/reading.ts';
import type { Frame } from '../protocol/frame.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import type { AssignedTime } from './assign-time.ts';

export function stampOf(
  { bootId, seq, observedAt }: Frame,
  { at, timeSource }: AssignedTime,
  { station, receivedAt }: { station: RegisteredStation; receivedAt: number },
): Stamp {
  const stamp: Stamp = { station: station.id, bootId, seq, grid: station.grid, at, timeSource, receivedAt };
  if (observedAt !== at) stamp.observedAt = observedAt;
  return stamp;
}
