// The elements of an ingest request as messages for the door: each with its `type`, and its `station` where the sender
// speaks for several. It judges nothing; what cannot be is refused at the door and kept there.
import { type Principal, speaksFor } from '../../model/principal.ts';
import type { RejectionReason } from '../../model/rejection.ts';
import { type UplinkType, uplinkTopic } from '../../protocol/topics.ts';
import { Problem } from '../problem.ts';

export interface Element {
  /** As the element names it, or the station that sends; empty when neither says. */
  station: string;
  type: string;
  topic: string;
  payload: Buffer;
}

export const ELEMENT_TYPES = ['drop-off', 'fill-level', 'emptied', 'event', 'status'] as const;
const EXPECTED_TYPE = `one of ${ELEMENT_TYPES.join(', ')}`;
const MOST_SHOWN = 64;

export function elementsOf(body: unknown, sender: Pick<Principal, 'kind' | 'id'>): Element[] {
  const own = sender.kind === 'station' ? sender.id : '';
  return (Array.isArray(body) ? body : [body]).map((element: unknown, place) => {
    const { station = own, type, ...message } = Object(element) as Record<string, unknown>;
    const named = { station: text(station), type: text(type) };
    const topic = uplinkTopic(named.station, named.type as UplinkType);
    return { ...named, topic, payload: bytesOf(message, place) };
  });
}

/** Where the fault is: the door knows a topic, this route two fields. Undefined: as the door says. */
export function faultInElement(
  reason: RejectionReason | undefined,
  { station, type }: Element,
  sender: Principal,
): { path: string; expected: string } | undefined {
  const isOfTopic = reason === 'wrong-station' || reason === 'unknown-topic';
  if (isOfTopic && !speaksFor(sender, station))
    return { path: 'station', expected: 'a station that the sender speaks for' };
  if (isOfTopic) return { path: 'type', expected: EXPECTED_TYPE };
  return type === 'batch' ? { path: 'type', expected: EXPECTED_TYPE } : undefined;
}

function text(given: unknown): string {
  return typeof given === 'string' ? given.slice(0, MOST_SHOWN) : '';
}

function bytesOf(message: unknown, place: number): Buffer {
  try {
    return Buffer.from(JSON.stringify(message));
  } catch {
    // Deeper than the stack.
    const fault = { path: `[${place}]`, expected: 'a message that is not nested so deeply' };
    throw new Problem('invalid-body', { errors: [fault] });
  }
}
