// What became of a message, and the forms in which others hear of it: the journal, subscribers, the last messages.
import type { RecentMessage, Verdict } from '../model/delivery.ts';
import type { Entry } from '../model/entry.ts';
import type { FramedReading } from '../model/reading.ts';
import type { Frame } from '../protocol/frame.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import type { CheckedMessage } from './check-shape.ts';
import type { Outcome } from './door.ts';
import type { StationMemory } from './station-memory.ts';
import type { Refusal } from './to-reading.ts';

/** How a message came. */
export interface Arrival {
  station: RegisteredStation;
  memory: StationMemory;
  topic: string;
  receivedAt: number;
  /** Not part of a batch. */
  singly: boolean;
}

export interface Judged {
  verdict: Verdict;
  type: string;
  entries: Entry[];
  outcome: Outcome;
  recent?: Omit<RecentMessage, 'bytes'>;
}

export const NOTHING: Outcome = Object.freeze({});

export function nothingJudged(verdict: Verdict, type: string): Judged {
  return { verdict, type, entries: [], outcome: NOTHING };
}

/** What subscribers may see: the declared fields, household hashed, the bins that were accepted. */
export function acceptedMessage(
  { type, message }: CheckedMessage,
  reading: FramedReading,
  singly: boolean,
): unknown {
  const accepted: Record<string, unknown> = singly ? { ...message } : { type, ...message };
  if (reading.type === 'drop-off') accepted.household = reading.household;
  if (reading.type === 'fill-level' && type === 'fill-level' && reading.bins.length < message.bins.length) {
    accepted.bins = reading.bins.map(({ index }) => message.bins[index]);
  }
  return accepted;
}

export function recentOf(
  reading: FramedReading,
  frame: Frame,
  refusal: Refusal | undefined,
): Judged['recent'] {
  const { receivedAt, type, at, timeSource, late } = reading;
  return {
    receivedAt,
    type,
    verdict: 'accepted',
    ...frameFacts(frame),
    at,
    timeSource,
    late,
    ...faultFacts(refusal),
  };
}

export function frameFacts(frame: Frame | undefined): Partial<Frame> {
  return frame ? { bootId: frame.bootId, seq: frame.seq, observedAt: frame.observedAt } : {};
}

export function faultFacts(
  refusal: Refusal | undefined,
): Partial<Pick<Refusal, 'reason' | 'path' | 'expected'>> {
  return refusal ? { reason: refusal.reason, path: refusal.path, expected: refusal.expected } : {};
}
