// What the hub says: `rejected` and `config` to a station, `advisory` to all of a grid.
import type { RejectionReason } from '../model/rejection.ts';
import type { Stream } from '../model/stream.ts';

/** Why a message was not accepted; at most one a second. */
export interface RejectedMessage {
  bootId?: string;
  seq?: number;
  reason: RejectionReason;
  path?: string;
  expected?: string;
  /** How many more were refused since the last such message. */
  suppressed?: number;
}

/** What the hub wants of the station; retained. */
export interface ConfigMessage {
  version: string;
  /** Milliseconds since 1970 UTC when the message was made: good enough to set a clock at the first CONNECT. */
  serverTime: number;
  grid: string;
  /** 0..1, from where on a bin is full. */
  fullThreshold: number;
  reportSeconds: number;
}

/** "This bin is full, go there instead"; retained until its end, which is an empty message. */
export interface AdvisoryMessage {
  id: string;
  kind: 'overflowing' | 'nearly-full' | 'hazard';
  stream?: Stream;
  bins: { station: string; binId: string }[];
  alternatives: { station: string; name: string; distanceM: number; freeLitres: number }[];
  since: number;
  /** At most 2 h ahead, renewed; stations drop it then by themselves. */
  validUntil: number;
}
