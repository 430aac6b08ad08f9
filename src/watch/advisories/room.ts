// How much of a stream a station can still take, by the clean levels of its bins. What cannot be trusted is no room.
import type { Bin } from '../../model/station.ts';
import type { Stream } from '../../model/stream.ts';
import type { BinState } from '../bin-state/bin-state.ts';

export interface RoomLimits {
  /** From this level on a bin has no room. */
  fullLevel: number;
  /** A level older than that says nothing of now. */
  freshMs: number;
}

/** Litres, 0 where nothing is known. */
export function freeLitres(
  stream: Stream,
  { bins, states }: { bins: readonly Bin[]; states: readonly BinState[] },
  { now, fullLevel, freshMs }: RoomLimits & { now: number },
): number {
  let litres = 0;
  for (const bin of bins) {
    if (bin.stream !== stream) continue;
    const state = states.find(({ binId }) => binId === bin.id);
    const level = state && isTrusted(state, now - freshMs) ? state.cleanLevel : undefined;
    if (level !== undefined && level < fullLevel) litres += bin.litres * (1 - level);
  }
  return litres;
}

function isTrusted(state: BinState, oldest: number): boolean {
  const { cleanAt, stuckSince, noEchoSince, flippingSince } = state;
  if (cleanAt === undefined || cleanAt < oldest) return false;
  return stuckSince === undefined && noEchoSince === undefined && flippingSince === undefined;
}
