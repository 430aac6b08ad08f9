// From what was seen and said to one emptying with its time: the sensor confirms, it does not date. The earliest of
// the station's message, the crew's tap and the first low reading counts.
import type { Emptying } from '../../model/emptying.ts';
import type { BinState, ReadingPlace } from './bin-state.ts';
import { takeClaims } from './claims.ts';
import { startFilling } from './fill-rate.ts';
import type { BinSettings } from './settings.ts';

export interface EmptyingEvidence {
  firstLow: ReadingPlace;
  levelBefore: number;
  levelAfter: number;
  /** When the bin was last seen unemptied. */
  notBefore: number;
  /** When the hub heard the last that was missing. */
  detectedAt: number;
}

/** Call once for an emptying: takes the claims that speak of it, and a new filling begins. */
export function concludeEmptying(
  state: BinState,
  evidence: EmptyingEvidence,
  settings: BinSettings,
): Emptying {
  const { firstLow, levelBefore, levelAfter, notBefore, detectedAt } = evidence;
  const claims = takeClaims(state, firstLow.at, settings);
  const emptying: Emptying = {
    type: 'emptying',
    id: emptyingId(state, firstLow),
    station: state.station,
    grid: state.grid,
    binId: state.binId,
    stream: state.stream,
    at: firstLow.at,
    source: 'sensor',
    levelBefore,
    levelAfter,
    detectedAt,
  };
  for (const { at, source, operator } of claims) {
    if (at <= emptying.at) Object.assign(emptying, { at, source });
    if (operator !== undefined) emptying.operator ??= operator;
  }
  const { id, at, source } = emptying;
  state.lastEmptied = { id, at, source, levelBefore, levelAfter, notBefore };
  startFilling(state, levelAfter, at, settings);
  return emptying;
}

/** The same in whatever order the hub learned of it. */
function emptyingId({ station, binId }: BinState, { bootId, seq }: ReadingPlace): string {
  return `${station}/${binId}/${bootId}/${seq}`;
}
