// What must become of a message by docs/protocol.md, worked out by what the simulator knows of it: an independent
// account, to be held against the hub's. Knows the rules of numbers and boots; knows no hub.
import type { RejectionReason } from '../../src/model/rejection.ts';
import type { Stream } from '../../src/model/stream.ts';
import type { FramedType } from '../../src/protocol/index.ts';

export interface Frame {
  bootId: string;
  seq: number;
  observedAt: number;
}

export interface Content {
  type: FramedType;
  /** Of a deposit. */
  dropOff?: { stream: Stream; weightKg: number };
  /** Of a level message: one for each bin that is known. */
  levels?: readonly Stream[];
}

export interface Claim {
  /** Absent when the hub cannot read it. */
  frame?: Frame;
  content?: Content | undefined;
  fault?: RejectionReason | undefined;
  /** The fault costs only a bin; the rest is accepted. */
  inPart?: boolean;
}

export interface Expected {
  verdict: 'accepted' | 'duplicate' | 'rejected';
  reason?: RejectionReason;
  /** Recorded in the hub's ledger. */
  number?: { bootId: string; seq: number };
  content?: Content;
}

/** More holes than this in a boot are refused by the hub (`seq-gaps`). */
const MOST_RANGES = 250;

interface Boot {
  numbers: Set<number>;
  newestObservedAt: number;
  ranges: number;
}

/** Of one station. */
export class Oracle {
  readonly #boots = new Map<string, Boot>();

  expect({ frame, content, fault, inPart = false }: Claim): Expected {
    if (frame === undefined) return { verdict: 'rejected', reason: fault ?? 'bad-json' };
    const again = this.#judgeAgain(frame);
    if (again === 'duplicate') return { verdict: 'duplicate' };
    this.#record(frame);
    const number = { bootId: frame.bootId, seq: frame.seq };
    const reason = fault === 'bad-shape' ? fault : (again ?? fault);
    if (reason !== undefined && !(inPart && again === undefined))
      return { verdict: 'rejected', reason, number };
    return { verdict: 'accepted', number, ...(reason && { reason }), ...(content && { content }) };
  }

  #judgeAgain({ bootId, seq, observedAt }: Frame): 'duplicate' | 'seq-reused' | undefined {
    const boot = this.#boots.get(bootId);
    if (!boot?.numbers.has(seq)) return undefined;
    return observedAt > boot.newestObservedAt ? 'seq-reused' : 'duplicate';
  }

  #record({ bootId, seq, observedAt }: Frame): void {
    const boot = this.#boots.get(bootId) ?? { numbers: new Set(), newestObservedAt: observedAt, ranges: 0 };
    this.#boots.set(bootId, boot);
    if (!boot.numbers.has(seq)) {
      boot.ranges += 1 - Number(boot.numbers.has(seq - 1)) - Number(boot.numbers.has(seq + 1));
      boot.numbers.add(seq);
    }
    boot.newestObservedAt = Math.max(boot.newestObservedAt, observedAt);
    if (boot.ranges > MOST_RANGES)
      throw new Error(
        `cannot play the scenario: one boot has more than ${MOST_RANGES} holes, which a hub refuses; ` +
          'lose less, or add reboots',
      );
  }
}
