// Makes the record of a refusal: what quarantine keeps, and what it must not.
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { Frame } from '../protocol/frame.ts';
import { declaredFields, type FramedType } from '../protocol/index.ts';
import { parseUplinkTopic } from '../protocol/topics.ts';
import { declaredOnly } from './declared-only.ts';
import { digestOf } from './decode.ts';
import { maskDigits, plainText } from './plain-text.ts';
import { newRejectionId } from './rejection-id.ts';

export interface RejectionFacts {
  station: string;
  reason: RejectionReason;
  path?: string;
  expected?: string;
}

export interface ParsedFacts extends RejectionFacts {
  type: FramedType | 'unknown';
  value: unknown;
  frame: Frame | undefined;
  /** Set when one bin alone was refused: its place in `bins`. */
  index?: number;
  hashHousehold: (token: string) => string | undefined;
}

interface Carrier {
  topic: string;
  receivedAt: number;
}

/** Of bytes that could not be read as a message. */
export function rejectionOf(facts: RejectionFacts, carrier: Carrier & { payload: Buffer }): Rejection {
  return { ...base(facts, carrier), digest: digestOf(carrier.payload) };
}

/** Of a message, or one bin of it, that could be parsed. */
export function rejectionOfParsed(facts: ParsedFacts, carrier: Carrier): Rejection {
  const rejection: Rejection = { ...base(facts, carrier), messageType: facts.type };
  if (facts.frame) {
    rejection.bootId = facts.frame.bootId;
    rejection.seq = facts.frame.seq;
    rejection.observedAt = facts.frame.observedAt;
  }
  if (facts.index !== undefined) rejection.index = facts.index;
  const message = keptMessage(facts);
  if (message) rejection.message = message;
  return rejection;
}

function base(
  { station, reason, path, expected }: RejectionFacts,
  { topic, receivedAt }: Carrier,
): Rejection {
  const id = newRejectionId(receivedAt);
  const rejection: Rejection = {
    type: 'rejection',
    id,
    station,
    topic: parseUplinkTopic(topic) ? topic : maskDigits(plainText(topic)).slice(0, 128),
    receivedAt,
    reason,
  };
  if (path) rejection.path = path;
  if (expected) rejection.expected = expected.slice(0, 256);
  return rejection;
}

function keptMessage(facts: ParsedFacts): Record<string, unknown> | undefined {
  const { type, value, reason, index, hashHousehold } = facts;
  if (type === 'unknown') return undefined;
  const message = declaredOnly(value, declaredFields[type], reason !== 'bad-shape');
  if (!message) return undefined;
  if ('household' in message) {
    const token = (value as Record<string, unknown>).household;
    message.household = typeof token === 'string' ? hashHousehold(token) : undefined;
    if (message.household === undefined) delete message.household;
  }
  if (index !== undefined && Array.isArray(message.bins)) message.bins = [message.bins[index]];
  return message;
}
