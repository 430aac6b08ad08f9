// What the hub knows once a message has passed the door: one arm of `Reading` per type of message. Times are
// milliseconds since 1970 UTC. Grid and stream were stamped at acceptance and are never derived again.
import type { RecognisedStream, Stream } from './stream.ts';

/** Which clock dated a reading: the station's, its monotonic age, or the hub's time of arrival. */
export type TimeSource = 'station' | 'age' | 'hub';

/** The identity of a message everywhere: one station, one boot of it, one number within that boot. */
export interface MessageIdentity {
  station: string;
  bootId: string;
  /** 0..2^32-1, +1 per message within a boot. */
  seq: number;
}

export interface Stamp extends MessageIdentity {
  grid: string;
  /** The assigned time: what statistics use. */
  at: number;
  timeSource: TimeSource;
  receivedAt: number;
  /** What the station's clock said, where that is not the assigned time. */
  observedAt?: number;
  /** Came too late to speak of the present: corrects the past, raises and clears nothing. Absent: false. */
  late?: boolean;
}

export interface Recognition {
  stream: RecognisedStream;
  /** 0..1 */
  confidence: number;
  label?: string;
}

/** One deposit (投放). */
export interface DropOff extends Stamp {
  type: 'drop-off';
  binId: string;
  stream: Stream;
  /** 0..200, or null when the scale gave nothing. */
  weightKg: number | null;
  recognition?: Recognition;
  /** Keyed hash of the station's household token; never the token itself. */
  household?: string;
  evidenceId?: string;
}

/**
 * How far a level can be trusted (LwM2M 6042): 0 unchecked, 1 rejected, 2 probably wrong, 3 suspicious, 4 accepted.
 * The door gives 0, or 1 for a number outside its physical range; those count nowhere.
 */
export type Quality = 0 | 1 | 2 | 3 | 4;

export interface BinLevel {
  /** Place in the message's `bins`, part of the reading's identity. */
  index: number;
  binId: string;
  stream: Stream;
  /** 0 empty .. 1 full. */
  fillLevel: number;
  /** The raw distance that `fillLevel` was derived from. */
  distanceMm?: number;
  massKg?: number;
  temperatureC?: number;
  lidOpen?: boolean;
  tiltDeg?: number;
  quality: Quality;
}

/** Levels of a station's bins. */
export interface FillLevel extends Stamp {
  type: 'fill-level';
  bins: BinLevel[];
  batteryV?: number;
  signalDbm?: number;
}

/** The station says that a bin was emptied: a button, or its door. */
export interface Emptied extends Stamp {
  type: 'emptied';
  binId: string;
  stream: Stream;
  operator?: string;
}

export const EVENT_KINDS = ['fire', 'smoke', 'tilt', 'door-open', 'intrusion', 'fault', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface StationEvent extends Stamp {
  type: 'event';
  kind: EventKind;
  phase: 'raised' | 'cleared';
  code?: string;
  binId?: string;
  detail?: string;
}

/** Online or offline, said by the station or by its last will. Has no seq: the ledger does not see it. */
export interface StationStatus {
  type: 'status';
  station: string;
  grid: string;
  at: number;
  state: 'online' | 'offline';
  connectionId: string;
  firmware?: string;
  configVersion?: string;
}

/** A reading that carries the frame of protocol.md. */
export type FramedReading = DropOff | FillLevel | Emptied | StationEvent;

export type Reading = FramedReading | StationStatus;
