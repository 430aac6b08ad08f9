// Lets so many through in each second of the clock.

export class PerSecond {
  #second = 0;
  #count = 0;

  allows(now: number, limit: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count++;
    return this.#count <= limit;
  }
}
