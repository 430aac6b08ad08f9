// What is counted of one station's delivery beside the ledger.
import type { Delivery } from '../model/delivery.ts';
import type { TimeSource } from '../model/reading.ts';
import type { RejectionReason } from '../model/rejection.ts';
import { countName, looksPersonal } from './undeclared-fields.ts';

type Counts = Omit<Delivery, 'station' | 'missing' | 'boots' | 'unknownFields' | 'personalFields'>;

export interface CountersRecord extends Counts {
  unknownFields: [name: string, count: number][];
}

export class DeliveryCounters {
  readonly #counts: Counts;
  readonly #unknownFields: Map<string, number>;

  constructor(record?: CountersRecord) {
    const { unknownFields = [], ...counts } = record ?? NOTHING;
    this.#counts = { ...counts, rejected: { ...counts.rejected }, timeSources: { ...counts.timeSources } };
    this.#unknownFields = new Map(unknownFields);
  }

  accepted(receivedAt: number, timeSource: TimeSource): void {
    this.#counts.received++;
    this.#counts.timeSources[timeSource]++;
    this.#counts.lastReceivedAt = Math.max(this.#counts.lastReceivedAt ?? 0, receivedAt);
  }

  rejected(reason: RejectionReason): void {
    this.#counts.rejected[reason] = (this.#counts.rejected[reason] ?? 0) + 1;
  }

  unknownField(name: string): void {
    countName(this.#unknownFields, name);
  }

  clockOffset(offsetMs: number): void {
    this.#counts.clockOffsetMs = offsetMs;
  }

  count(
    what: 'duplicates' | 'rejectedUnkept' | 'connects' | 'takeovers' | 'oversizedPackets' | 'jumps',
  ): void {
    this.#counts[what]++;
  }

  read(): Omit<Delivery, 'station' | 'missing' | 'boots'> {
    const unknownFields = Object.fromEntries(this.#unknownFields);
    const personalFields = [...this.#unknownFields.keys()].filter(looksPersonal);
    return { ...this.#copy(), unknownFields, personalFields };
  }

  toRecord(): CountersRecord {
    return { ...this.#copy(), unknownFields: [...this.#unknownFields] };
  }

  #copy(): Counts {
    const { rejected, timeSources } = this.#counts;
    return { ...this.#counts, rejected: { ...rejected }, timeSources: { ...timeSources } };
  }
}

const NOTHING: CountersRecord = {
  received: 0,
  duplicates: 0,
  rejected: {},
  rejectedUnkept: 0,
  unknownFields: [],
  timeSources: { station: 0, age: 0, hub: 0 },
  connects: 0,
  takeovers: 0,
  oversizedPackets: 0,
  jumps: 0,
};
