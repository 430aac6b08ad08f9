// What happened, one after another: each is told once, and kept for those who come back soon. Bounded.
import type { Piece } from './piece.ts';
import type { LiveKind, Whereabouts } from './view.ts';

export interface Notice extends Whereabouts {
  kind: LiveKind;
  /** From 1 on. */
  number: number;
  /** As it goes over the wire, but for its id. */
  text: Piece;
}

export class Notices {
  readonly #kept: Notice[] = [];
  readonly #maxKept: number;
  #number = 0;

  constructor(maxKept: number) {
    this.#maxKept = maxKept;
  }

  /** Number of the newest. */
  get number(): number {
    return this.#number;
  }

  add(notice: Omit<Notice, 'number'>): Notice {
    const numbered = { ...notice, number: ++this.#number };
    this.#kept.push(numbered);
    if (this.#kept.length > this.#maxKept) this.#kept.shift();
    return numbered;
  }

  /** All behind a number, oldest first; undefined when some of them are forgotten, or it never was. */
  behind(number: number): readonly Notice[] | undefined {
    const missing = this.#number - number;
    if (missing < 0 || missing > this.#kept.length) return undefined;
    return missing === 0 ? [] : this.#kept.slice(-missing);
  }
}
