// From a happening to a message with its frame, and from messages to what goes over the wire: one by one, or as a
// batch after an outage.
import { MAX_BATCH } from '../../src/protocol/batch.ts';
import type { FramedType } from '../../src/protocol/index.ts';
import type { UplinkType } from '../../src/protocol/topics.ts';
import type { Happening } from '../town/happening.ts';

/** A message keeps the bootId and seq it was made with, so it is kept as the text that is sent. */
export interface FramedMessage {
  type: FramedType;
  json: string;
}

export interface Boot {
  id: string;
  nextSeq: number;
  /** Town minute since 1970 UTC at which the station started. */
  sinceMinute: number;
  /** Readings of the running present were made with it; such a boot is never continued after a restart. */
  live: boolean;
}

/** One PUBLISH. */
export interface Parcel {
  type: UplinkType;
  payload: string;
  messages: readonly FramedMessage[];
  sentBefore: boolean;
}

/** The hub refuses a payload over 64 KiB; some room for the rest of the packet. */
const MAX_BATCH_BYTES = 60_000;

export function frameHappening(boot: Boot, happening: Happening, observedAt: number): FramedMessage {
  const frame = { bootId: boot.id, seq: boot.nextSeq, observedAt };
  boot.nextSeq += 1;
  return { type: happening.type, json: JSON.stringify({ ...frame, ...happening.body }) };
}

export function singleParcel(message: FramedMessage): Parcel {
  return { type: message.type, payload: message.json, messages: [message], sentBefore: false };
}

/** As many of the first messages as one batch may hold; there must be at least one. */
export function batchParcel(waiting: readonly FramedMessage[]): Parcel {
  const elements: string[] = [];
  let bytes = 2;
  for (const message of waiting.slice(0, MAX_BATCH)) {
    const element = `{"type":"${message.type}",${message.json.slice(1)}`;
    // Everything a simulated station says is ASCII: characters are bytes.
    bytes += element.length + 1;
    if (bytes > MAX_BATCH_BYTES && elements.length > 0) break;
    elements.push(element);
  }
  return {
    type: 'batch',
    payload: `[${elements.join(',')}]`,
    messages: waiting.slice(0, elements.length),
    sentBefore: false,
  };
}
