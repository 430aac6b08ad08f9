// The last 100 messages of a station with their verdicts, for whoever stands before the device. In memory only, and
// in columns: one object kept for each message would cost the garbage collector more than judging it.
import type { RecentMessage } from '../model/delivery.ts';

const KEPT = 100;
const NUMBERS = ['receivedAt', 'bytes', 'seq', 'observedAt', 'at'] as const;

type Words = Pick<RecentMessage, 'type' | 'verdict' | 'bootId' | 'timeSource'>;
type Details = Pick<RecentMessage, 'late' | 'reason' | 'path' | 'expected'>;

export class RecentMessages {
  readonly #numbers = new Float64Array(KEPT * NUMBERS.length);
  readonly #types: RecentMessage['type'][] = [];
  readonly #verdicts: RecentMessage['verdict'][] = [];
  readonly #bootIds: RecentMessage['bootId'][] = [];
  readonly #timeSources: RecentMessage['timeSource'][] = [];
  /** What few messages have. */
  readonly #details: (Details | undefined)[] = [];
  #added = 0;

  add(message: Omit<RecentMessage, 'bytes'>, bytes: number): void {
    const slot = this.#added++ % KEPT;
    const numbers = this.#numbers;
    const first = slot * NUMBERS.length;
    numbers[first] = message.receivedAt;
    numbers[first + 1] = bytes;
    numbers[first + 2] = message.seq ?? Number.NaN;
    numbers[first + 3] = message.observedAt ?? Number.NaN;
    numbers[first + 4] = message.at ?? Number.NaN;
    this.#types[slot] = message.type;
    this.#verdicts[slot] = message.verdict;
    // Of one boot all have the same: the string that is there already stays.
    if (this.#bootIds[slot] !== message.bootId) this.#bootIds[slot] = message.bootId;
    this.#timeSources[slot] = message.timeSource;
    this.#details[slot] = detailsOf(message);
  }

  /** How many there were, of which the last are kept. */
  get total(): number {
    return this.#added;
  }

  /** Newest first. */
  list(): RecentMessage[] {
    const count = Math.min(this.#added, KEPT);
    return Array.from({ length: count }, (_, back) => this.#read((this.#added - 1 - back) % KEPT));
  }

  #read(slot: number): RecentMessage {
    const words = {
      type: this.#types[slot],
      verdict: this.#verdicts[slot],
      bootId: this.#bootIds[slot],
      timeSource: this.#timeSources[slot],
    } as Words;
    const numbers = NUMBERS.map(
      (name, column) => [name, this.#numbers[slot * NUMBERS.length + column]] as const,
    );
    const present = [...numbers, ...Object.entries({ ...words, ...this.#details[slot] })].filter(
      ([, value]) => value !== undefined && !Number.isNaN(value),
    );
    return Object.fromEntries(present) as unknown as RecentMessage;
  }
}

function detailsOf({ late, reason, path, expected }: Details): Details | undefined {
  return late === undefined && reason === undefined ? undefined : { late, reason, path, expected };
}
