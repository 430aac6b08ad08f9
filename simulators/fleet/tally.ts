// The simulator's own count of what it sent and what the hub acknowledged, to be held against the API.
import type { FramedType } from '../../src/protocol/index.ts';
import type { FramedMessage, Parcel } from './framing.ts';

type Kind = FramedType | 'status';

const KINDS: readonly Kind[] = ['drop-off', 'fill-level', 'emptied', 'event', 'status'];

export interface Counts {
  sent: Record<Kind, number>;
  acked: Record<Kind, number>;
  batchesSent: number;
  batchesAcked: number;
  /** PUBLISH packets that went out a second time. */
  resent: number;
  /** Messages that fell out of a full flash before they were ever sent. */
  dropped: number;
  connects: number;
  /** What the hub said on `rejected`, those it suppressed included. */
  rejected: Record<string, number>;
}

export class Tally {
  readonly #counts: Counts = {
    sent: noneOfEach(),
    acked: noneOfEach(),
    batchesSent: 0,
    batchesAcked: 0,
    resent: 0,
    dropped: 0,
    connects: 0,
    rejected: {},
  };

  published(parcel: Parcel): void {
    if (parcel.sentBefore) {
      this.#counts.resent += 1;
      return;
    }
    add(this.#counts.sent, parcel.messages);
    if (parcel.type === 'batch') this.#counts.batchesSent += 1;
  }

  acknowledged(parcel: Parcel): void {
    add(this.#counts.acked, parcel.messages);
    if (parcel.type === 'batch') this.#counts.batchesAcked += 1;
  }

  statusPublished(): void {
    this.#counts.sent.status += 1;
  }

  statusAcknowledged(): void {
    this.#counts.acked.status += 1;
  }

  connected(): void {
    this.#counts.connects += 1;
  }

  dropped(messages: number): void {
    this.#counts.dropped += messages;
  }

  rejected(reason: string, messages: number): void {
    this.#counts.rejected[reason] = (this.#counts.rejected[reason] ?? 0) + messages;
  }

  /** Messages without status: those that carry a frame. */
  get framedAcked(): number {
    const { status, ...framed } = this.#counts.acked;
    return Object.values(framed).reduce((sum, count) => sum + count, 0);
  }

  counts(): Counts {
    return structuredClone(this.#counts);
  }
}

function noneOfEach(): Record<Kind, number> {
  return Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
}

function add(counts: Record<Kind, number>, messages: readonly FramedMessage[]): void {
  for (const { type } of messages) counts[type] += 1;
}
