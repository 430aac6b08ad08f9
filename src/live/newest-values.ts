// The newest value of everything that has one: the level of a bin, the presence of a station. Values are numbered in
// turns, so that a reader that was away or slow gets the newest of each and nothing twice.
import type { LiveKind, Whereabouts } from './view.ts';

export interface NewestValue extends Whereabouts {
  kind: LiveKind;
  turn: number;
  value: object;
  /** Made once, whoever reads it. */
  json?: string | undefined;
}

/** So many values in a turn keep its frame below a megabyte; the rest has its turn next. */
const MAX_A_TURN = 4_000;

export class NewestValues {
  readonly #values = new Map<string, NewestValue>();
  /** Not yet numbered, in the order in which they came. */
  readonly #fresh = new Set<NewestValue>();
  #lastTurn: NewestValue[] = [];
  #turn = 0;

  get turn(): number {
    return this.#turn;
  }

  /** `name` tells it from others of its kind. */
  note(kind: LiveKind, name: string, { station, grid }: Whereabouts, value: object): void {
    const key = `${kind}/${name}`;
    let known = this.#values.get(key);
    if (!known) {
      known = { kind, station, grid, turn: 0, value };
      this.#values.set(key, known);
    }
    known.grid = grid;
    known.value = value;
    known.json = undefined;
    this.#fresh.add(known);
  }

  /** Numbers what came since the last turn. */
  nextTurn(): void {
    if (this.#fresh.size === 0) return;
    this.#turn++;
    this.#lastTurn = [];
    for (const value of this.#fresh) {
      if (this.#lastTurn.length === MAX_A_TURN) break;
      this.#fresh.delete(value);
      value.turn = this.#turn;
      this.#lastTurn.push(value);
    }
  }

  /** The newest values of all turns behind `turn`. */
  behind(turn: number): Iterable<NewestValue> {
    if (turn === this.#turn) return [];
    if (turn === this.#turn - 1) return this.#lastTurn;
    return [...this.#values.values()].filter((value) => value.turn > turn);
  }
}

export function jsonOf(value: NewestValue): string {
  value.json ??= JSON.stringify(value.value);
  return value.json;
}
