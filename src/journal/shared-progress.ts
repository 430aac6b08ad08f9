// The numbers that the main thread and a worker that reads the journal both look at, in shared memory: telling the
// worker of a commit costs two atomic operations, and asking how far it is costs no message.

const FIELDS = [
  'committed',
  'position',
  /** The reader does not need the journal below it any more. */
  'checkpointed',
  'entriesWritten',
  'framesAside',
  'parked',
] as const;
type Field = (typeof FIELDS)[number];

/** Stands for "not known yet". */
const NONE = -1n;

export class SharedProgress {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  constructor(buffer = new SharedArrayBuffer(FIELDS.length * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
  }

  get(field: Field): number {
    return Number(Atomics.load(this.#cells, FIELDS.indexOf(field)));
  }

  set(field: Field, value: number | undefined): void {
    this.#exchange(field, value === undefined ? NONE : BigInt(value));
  }

  /** True for the one who found the worker parked and must wake it. */
  unpark(): boolean {
    return this.get('parked') === 1 && this.#exchange('parked', 0n) === 1n;
  }

  #exchange(field: Field, value: bigint): bigint {
    return Atomics.exchange(this.#cells, FIELDS.indexOf(field), value);
  }
}
