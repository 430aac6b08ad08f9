// What the hub can say of a station's delivery: what came, what came twice, what is missing, what was refused.
import type { TimeSource } from './reading.ts';
import type { RejectionReason } from './rejection.ts';

export interface BootDelivery {
  bootId: string;
  firstReceivedAt: number;
  lastReceivedAt: number;
  /** Received numbers as closed ranges [from, to], ascending. */
  ranges: readonly (readonly [number, number])[];
  /** Holes after the first number received. */
  missing: number;
}

export interface Delivery {
  station: string;
  /** Messages accepted, in whole or in part. */
  received: number;
  duplicates: number;
  missing: number;
  rejected: Partial<Record<RejectionReason, number>>;
  /** Refused faster than quarantine keeps: counted only. */
  rejectedUnkept: number;
  /** Undeclared fields, dropped at the door, by name. */
  unknownFields: Record<string, number>;
  /** Of them, those that look as if they held personal data. */
  personalFields: string[];
  /** Station's clock minus the hub's, from the newest message that can tell. */
  clockOffsetMs?: number;
  timeSources: Record<TimeSource, number>;
  connects: number;
  /** Connections that took the place of a living one: two devices with one token. */
  takeovers: number;
  oversizedPackets: number;
  /** Numbers that jumped by more than the ledger's bound: counted as a new start, not as missing. */
  jumps: number;
  lastReceivedAt?: number;
  /** Newest first. */
  boots: BootDelivery[];
}

export type Verdict = 'accepted' | 'duplicate' | 'rejected';

/** One of a station's last 100 messages. */
export interface RecentMessage {
  receivedAt: number;
  type: string;
  bytes: number;
  verdict: Verdict;
  bootId?: string;
  seq?: number;
  observedAt?: number;
  /** The assigned time. */
  at?: number;
  timeSource?: TimeSource;
  late?: boolean;
  reason?: RejectionReason;
  path?: string;
  expected?: string;
}
