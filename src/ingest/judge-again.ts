// Judges a refused message once more: past the ledger, as of its original arrival, against the registry of today. Pure.
import type { FramedReading } from '../model/reading.ts';
import type { Rejection } from '../model/rejection.ts';
import { isFramedType } from '../protocol/index.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import { assignTime } from './assign-time.ts';
import { checkShape } from './check-shape.ts';
import { isOld, type TimeBounds } from './late.ts';
import { stampOf } from './stamp-of.ts';
import { type Refusal, toReading } from './to-reading.ts';

export type JudgedAgain = { ok: true; reading: FramedReading } | { ok: false; refusal: Refusal };

export interface JudgeAgainOptions {
  station: RegisteredStation;
  bounds: TimeBounds;
  now: number;
  /** Whether something newer is known of the reading's bins. */
  isOutdated: (reading: FramedReading) => boolean;
}

export function judgeAgain(rejection: Rejection, options: JudgeAgainOptions): JudgedAgain {
  const { messageType: type, message, receivedAt, index } = rejection;
  const { station, bounds, now, isOutdated } = options;
  if (!isFramedType(type)) return refused({ path: 'type', expected: 'a type that is kept' });
  const shape = checkShape(type, message);
  if (!shape.ok) return refused(shape.fault);
  const time = assignTime(shape.checked.message, receivedAt, bounds.clockAheadMs);
  const stamp = stampOf(shape.checked.message, time, { station, receivedAt });
  // The token was hashed when the message was refused.
  const { reading, refusals } = toReading(shape.checked, stamp, station, (hashed) => hashed);
  if (!reading) return { ok: false, refusal: atOriginalPlace(refusals[0] as Refusal, index ?? 0) };
  if (reading.type === 'fill-level' && index !== undefined) for (const bin of reading.bins) bin.index = index;
  if (isOld(reading, now, bounds) || isOutdated(reading)) reading.late = true;
  return { ok: true, reading };
}

/** Of a bin that was refused alone, the message that is kept holds that bin only. */
function atOriginalPlace(refusal: Refusal, index: number): Refusal {
  return { ...refusal, path: refusal.path.replace(/^bins\[0\]/, `bins[${index}]`) };
}

function refused(fault: { path: string; expected: string }): JudgedAgain {
  return { ok: false, refusal: { reason: 'bad-shape', ...fault } };
}
