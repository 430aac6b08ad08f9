// A refused message as the API tells it, and what came of taking it in again.
import type { PayloadDigest, RejectionReason } from '../../../model/rejection.ts';

export interface Rejection {
  id: string;
  station: string;
  topic: string;
  receivedAt: string;
  reason: RejectionReason;
  /** May pass after a registration or a change of settings. */
  replayable: boolean;
  path?: string;
  expected?: string;
  messageType?: string;
  bootId?: string;
  seq?: number;
  /** The station's clock, as sent. */
  observedAt?: number;
  /** Place of the bin, when a bin alone was refused. */
  index?: number;
  message?: Record<string, unknown>;
  digest?: PayloadDigest;
}

interface ReplayFailure {
  id: string;
  reason: RejectionReason | 'not-found' | 'not-replayable';
  path?: string;
  expected?: string;
}

export interface ReplayAnswer {
  replayed: number;
  failed: ReplayFailure[];
}

export type ReplayOutcome = { ok: true } | ({ ok: false } & Omit<ReplayFailure, 'id'>);

/** In the order in which the reference of the protocol has them. */
export const REASONS = [
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
] as const satisfies readonly RejectionReason[];

/** Of those that were asked: whoever is not among the failed was taken in. */
export function outcomesOf(asked: readonly string[], { failed }: ReplayAnswer): Map<string, ReplayOutcome> {
  const failures = new Map(failed.map(({ id, ...why }) => [id, { ok: false as const, ...why }]));
  return new Map(asked.map((id) => [id, failures.get(id) ?? { ok: true }]));
}
