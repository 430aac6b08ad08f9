// The books of one station in a run. Only what the hub acknowledged counts as expected there.
import type { RejectionReason } from '../../src/model/rejection.ts';
import type { Stream } from '../../src/model/stream.ts';
import type { Expected } from '../scenario/oracle.ts';
import type { LedgerStation, LedgerStream } from './ledger-file.ts';

const KILOGRAM_DECIMALS = 6;

export class StationBook {
  #sent = 0;
  #acknowledged = 0;
  #unacknowledged = 0;
  #resent = 0;
  #accepted = 0;
  #duplicates = 0;
  #takeovers = 0;
  #toldRejected = 0;
  readonly #rejected: Partial<Record<RejectionReason, number>> = {};
  readonly #streams: Partial<Record<Stream, LedgerStream>> = {};
  readonly #boots = new Map<string, Set<number>>();

  said(messages: number): void {
    this.#sent += messages;
  }

  acknowledged(expected: readonly Expected[]): void {
    this.#acknowledged += expected.length;
    for (const one of expected) this.#count(one);
  }

  toldRejected(messages: number): void {
    this.#toldRejected += messages;
  }

  takenOver(): void {
    this.#takeovers += 1;
  }

  resent(messages: number): void {
    this.#resent += messages;
  }

  ended(unacknowledged: number): void {
    this.#unacknowledged = unacknowledged;
  }

  toLedger(): LedgerStation {
    const boots = [...this.#boots].map(([bootId, numbers]) => [bootId, bootOf(numbers)] as const);
    return {
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      unacknowledged: this.#unacknowledged,
      resentMessages: this.#resent,
      expected: {
        accepted: this.#accepted,
        duplicates: this.#duplicates,
        rejected: { ...this.#rejected },
        takeovers: this.#takeovers,
      },
      streams: structuredClone(this.#streams),
      boots: Object.fromEntries(boots),
      toldRejected: this.#toldRejected,
    };
  }

  #count({ verdict, reason, number, content }: Expected): void {
    if (verdict === 'accepted') this.#accepted += 1;
    if (verdict === 'duplicate') this.#duplicates += 1;
    if (reason !== undefined) this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1;
    if (number !== undefined) {
      const numbers = this.#boots.get(number.bootId) ?? new Set();
      this.#boots.set(number.bootId, numbers.add(number.seq));
    }
    if (content?.dropOff) this.#addDropOff(content.dropOff);
    for (const stream of content?.levels ?? []) this.#stream(stream).levels += 1;
  }

  #addDropOff({ stream, weightKg }: { stream: Stream; weightKg: number }): void {
    const sums = this.#stream(stream);
    sums.dropOffs += 1;
    sums.weightKg = Number((sums.weightKg + weightKg).toFixed(KILOGRAM_DECIMALS));
  }

  #stream(stream: Stream): LedgerStream {
    const sums = this.#streams[stream] ?? { dropOffs: 0, weightKg: 0, levels: 0 };
    this.#streams[stream] = sums;
    return sums;
  }
}

function bootOf(numbers: ReadonlySet<number>): LedgerStation['boots'][string] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const span = ranges.length > 0 ? (ranges.at(-1)?.[1] ?? 0) - (ranges[0]?.[0] ?? 0) + 1 : 0;
  return { ranges, missing: span - numbers.size };
}
