// What became of a message, and the forms in which others hear of it: the journal, subscribers, the last messages.
import type { RecentMessage, Verdict } from '../model/delivery.ts';
import type { Entry } from '../model/entry.ts';
import type { FramedReading } from '../model/reading.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import type { CheckedMessage } from './check-shape.ts';
import type { Outcome } from './door.ts';
import type { StationMemory } from './station-memory.ts';

/** How a message came. */
export interface Arrival {
  station: RegisteredStation;
  memory: StationMemory;
  topic: string;
  receivedAt: number;
  /** Somebody listens. */
  heard: boolean;
  /** Not part of a batch. */
  singly: boolean;
  /** Place in the batch. */
  place?: number;
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

/**
 * What subscribers may see: the declared fields, household hashed, the bins that were accepted. Put together when
 * somebody listens, which is seldom.
 */
export class AcceptedMessage {
  readonly #checked: CheckedMessage;
  readonly #reading: FramedReading;
  readonly #singly: boolean;

  constructor(checked: CheckedMessage, reading: FramedReading, singly: boolean) {
    this.#checked = checked;
    this.#reading = reading;
    this.#singly = singly;
  }

  toJSON(): Record<string, unknown> {
    const { type, message } = this.#checked;
    const reading = this.#reading;
    const accepted: Record<string, unknown> = this.#singly ? { ...message } : { type, ...message };
    if (reading.type === 'drop-off') accepted.household = reading.household;
    if (reading.type === 'fill-level' && type === 'fill-level') {
      accepted.bins = reading.bins.map(({ index }) => message.bins[index]);
    }
    return accepted;
  }
}
