// What the hub says to stations: `rejected` and `config` to one, `advisory` to all of an area.
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

/** Warns an area (全域预警); retained. An empty message ends all advisories of the area. Times are epoch ms. */
export interface AdvisoryMessage {
  id: string;
  kind: 'hazard' | 'overflowing' | 'many-near-full';
  /** Absent for a hazard. */
  stream?: Stream;
  bins: { station: string; binId?: string }[];
  /** Open stations with room for the stream, the nearest first. */
  alternatives: { station: string; name: string; distanceM: number; freeLitres: number }[];
  since: number;
  /** At most two hours ahead; the station drops it then by itself. */
  validUntil: number;
}
