// A set of stations as bits: an hour in which all stations of a district said something takes a hundred bytes. It must
// not know why a station is in it.

/** Stations by number, in the order in which they were first named. */
export class StationNumbers {
  readonly #names: string[];
  readonly #numbers: Map<string, number>;

  constructor(names: readonly string[] = []) {
    this.#names = [...names];
    this.#numbers = new Map(names.map((name, number) => [name, number]));
  }

  get names(): readonly string[] {
    return this.#names;
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#names.push(name);
    this.#numbers.set(name, this.#names.length - 1);
    return this.#names.length - 1;
  }
}

export class StationSet {
  #bits: Uint8Array;
  #size = 0;

  constructor(bits: Uint8Array = new Uint8Array(16)) {
    this.#bits = bits;
    this.#size = this.numbers().length;
  }

  get size(): number {
    return this.#size;
  }

  get bits(): Uint8Array {
    return this.#bits;
  }

  has(number: number): boolean {
    return ((this.#bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  add(number: number): void {
    if (this.has(number)) return;
    if (number >> 3 >= this.#bits.length) this.#grow(number);
    this.#bits[number >> 3] = (this.#bits[number >> 3] ?? 0) | (1 << (number & 7));
    this.#size += 1;
  }

  delete(number: number): void {
    if (!this.has(number)) return;
    this.#bits[number >> 3] = (this.#bits[number >> 3] ?? 0) & ~(1 << (number & 7));
    this.#size -= 1;
  }

  numbers(): number[] {
    const found: number[] = [];
    for (let number = 0; number < this.#bits.length * 8; number += 1) {
      if (this.has(number)) found.push(number);
    }
    return found;
  }

  #grow(number: number): void {
    const wider = new Uint8Array(Math.max(this.#bits.length * 2, (number >> 3) + 1));
    wider.set(this.#bits);
    this.#bits = wider;
  }
}
