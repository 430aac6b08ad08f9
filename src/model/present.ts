// What is true now of a station: presence and the last reading of each bin. Times are milliseconds since 1970 UTC.
import type { BinLevel } from './reading.ts';

export interface Presence {
  /** Unknown: the hub cannot say, because it has just started or holds nobody's connection. */
  state: 'online' | 'offline' | 'unknown';
  since: number;
  connectionId?: string;
  firmware?: string;
  configVersion?: string;
}

/** The newest level of a bin, in the order of the station's own numbering. */
export interface BinPresent extends Omit<BinLevel, 'index'> {
  at: number;
  receivedAt: number;
  bootId: string;
  seq: number;
}

export interface StationPresent {
  station: string;
  presence: Presence;
  /** Of any accepted message. */
  lastMessageAt?: number;
  batteryV?: number;
  signalDbm?: number;
  bins: BinPresent[];
}
