// A set of whole numbers as ascending closed ranges. Numbers come almost always in order, so the last range is
// looked at first.

export type Range = [from: number, to: number];

export class RangeSet {
  readonly ranges: Range[];

  constructor(ranges: readonly (readonly [number, number])[] = []) {
    this.ranges = ranges.map(([from, to]) => [from, to]);
  }

  has(number: number): boolean {
    const at = this.#indexBefore(number);
    const range = this.ranges[at];
    return range !== undefined && number <= range[1];
  }

  /** How many ranges there would be with the number in. */
  rangesWith(number: number): number {
    const at = this.#indexBefore(number);
    const before = this.ranges[at];
    const after = this.ranges[at + 1];
    if (before && number <= before[1]) return this.ranges.length;
    const joinsBefore = before?.[1] === number - 1;
    const joinsAfter = after?.[0] === number + 1;
    return this.ranges.length + 1 - Number(joinsBefore) - Number(joinsAfter);
  }

  /** To the nearest number that is in; undefined when there is none. */
  distanceTo(number: number): number | undefined {
    const at = this.#indexBefore(number);
    const before = this.ranges[at]?.[1];
    const after = this.ranges[at + 1]?.[0];
    if (before !== undefined && number <= before) return 0;
    if (before === undefined) return after === undefined ? undefined : after - number;
    return after === undefined ? number - before : Math.min(number - before, after - number);
  }

  add(number: number): void {
    const at = this.#indexBefore(number);
    const before = this.ranges[at];
    const after = this.ranges[at + 1];
    if (before && number <= before[1]) return;
    const joinsBefore = before !== undefined && before[1] === number - 1;
    const joinsAfter = after !== undefined && after[0] === number + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.ranges.splice(at + 1, 1);
    } else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else this.ranges.splice(at + 1, 0, [number, number]);
  }

  /** Index of the last range that begins at or before the number; -1 when there is none. */
  #indexBefore(number: number): number {
    const last = this.ranges.length - 1;
    const newest = this.ranges[last];
    if (newest && number >= newest[0]) return last;
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.[0] ?? Infinity) <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
