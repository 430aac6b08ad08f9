// Why a message was not accepted, and what is kept of it. A bad message never hurts its station.

export const REJECTION_REASONS = [
  'unknown-topic',
  'wrong-station',
  'bad-json',
  'bad-shape',
  'unknown-bin',
  'no-depth',
  'too-late',
  'seq-reused',
  'seq-gaps',
  'too-many-boots',
  'too-large',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Reasons that may pass later: after a registration, a change of a setting or of the schema. */
export const REPLAYABLE_REASONS: ReadonlySet<RejectionReason> = new Set([
  'bad-shape',
  'unknown-bin',
  'no-depth',
  'too-late',
  'seq-reused',
  'seq-gaps',
  'too-many-boots',
]);

/** What stands in for bytes that could not be parsed or were too large: nothing personal can be read from it. */
export interface PayloadDigest {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** The first 64 printable characters, runs of 7 or more digits masked. */
  excerpt: string;
}

export interface Rejection {
  type: 'rejection';
  /** Sorts by time of arrival; unique in the hub. */
  id: string;
  /** Who sent it: the authenticated user's station. */
  station: string;
  topic: string;
  receivedAt: number;
  reason: RejectionReason;
  /** Where in the message, e.g. `bins[2].fillLevel`. */
  path?: string;
  /** What would have been accepted there. */
  expected?: string;
  /** The type of the message, where it could be told. */
  messageType?: string;
  bootId?: string;
  seq?: number;
  observedAt?: number;
  /** Place of the bin in the original `bins`, when a bin alone was refused. */
  index?: number;
  /** The declared fields, household already hashed; absent when the bytes could not be parsed. */
  message?: Record<string, unknown>;
  digest?: PayloadDigest;
}
