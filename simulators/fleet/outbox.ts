// A station's books: what waits, what is on its way, what is to be sent again after a lost connection. A message
// leaves them by its PUBACK and by nothing else, except when the flash runs short: then levels go before deposits.
import { batchParcel, type FramedMessage, type Parcel, singleParcel } from './framing.ts';

/** More than this waiting means an outage lies behind: batches are cheaper for both sides. */
const SINGLES_UP_TO = 20;
const FLASH_MESSAGES = 5_000;

export class Outbox {
  #waiting: FramedMessage[] = [];
  #again: Parcel[] = [];
  readonly #inFlight = new Set<Parcel>();
  readonly #capacity: number;

  constructor(capacity = FLASH_MESSAGES) {
    this.#capacity = capacity;
  }

  /** Returns how many messages had to be dropped for want of room. */
  add(messages: readonly FramedMessage[]): number {
    this.#waiting.push(...messages);
    const excess = this.#waiting.length - this.#capacity;
    return excess > 0 ? this.#drop(excess) : 0;
  }

  /** The next parcel to publish; undefined when nothing waits. */
  take(): Parcel | undefined {
    const parcel = this.#again.shift() ?? this.#pack();
    if (parcel !== undefined) this.#inFlight.add(parcel);
    return parcel;
  }

  /** The PUBACK is there. False when it was counted before. */
  settle(parcel: Parcel): boolean {
    return this.#inFlight.delete(parcel);
  }

  /** The connection is lost: what was on its way goes first on the next one, as it was. */
  returnInFlight(): void {
    for (const parcel of this.#inFlight) parcel.sentBefore = true;
    this.#again = [...this.#inFlight, ...this.#again];
    this.#inFlight.clear();
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Messages without a PUBACK, oldest first. */
  outstanding(): FramedMessage[] {
    return [...this.#inFlight, ...this.#again].flatMap(({ messages }) => messages).concat(this.#waiting);
  }

  get size(): number {
    let size = this.#waiting.length;
    for (const { messages } of this.#inFlight) size += messages.length;
    for (const { messages } of this.#again) size += messages.length;
    return size;
  }

  #pack(): Parcel | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const parcel = this.#waiting.length > SINGLES_UP_TO ? batchParcel(this.#waiting) : singleParcel(first);
    this.#waiting.splice(0, parcel.messages.length);
    return parcel;
  }

  #drop(excess: number): number {
    let levels = excess;
    this.#waiting = this.#waiting.filter(({ type }) => type !== 'fill-level' || levels-- <= 0);
    const stillOver = this.#waiting.length - this.#capacity;
    if (stillOver > 0) this.#waiting.splice(0, stillOver);
    return excess;
  }
}
