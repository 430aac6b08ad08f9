// What the hub says to a station: `rejected` and `config`.
import type { RejectionReason } from '../model/rejection.ts';

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
