// The cells of one column, laid out as DuckDB keeps them, so that a chunk takes them in one copy. The client's own
// vectors set cell by cell through big integers: measured, a third of the history thread's time.
import { DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';

export type CellValue = string | number | boolean | null;

export interface ColumnCells {
  /** Rows from 0 on, in order. */
  set(row: number, value: CellValue): void;
  /** Copies the first `rows` cells into the vector, and is empty again. */
  moveTo(vector: duckdb.Vector, rows: number): void;
}

/** `type` is one of those in `NUMBERS`, or VARCHAR. */
export function createCells(type: DuckDBTypeId, capacity: number): ColumnCells {
  if (type === DuckDBTypeId.VARCHAR) return new TextCells(capacity);
  if (type === DuckDBTypeId.BIGINT) return new BigCells(capacity);
  const createItems = NUMBERS.get(type);
  if (!createItems) throw new TypeError(`cannot append a column of type ${DuckDBTypeId[type]}`);
  return new NumberCells(createItems(capacity));
}

type Items =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

const NUMBERS = new Map<DuckDBTypeId, (capacity: number) => Items>([
  [DuckDBTypeId.DOUBLE, (capacity) => new Float64Array(capacity)],
  [DuckDBTypeId.INTEGER, (capacity) => new Int32Array(capacity)],
  [DuckDBTypeId.UINTEGER, (capacity) => new Uint32Array(capacity)],
  [DuckDBTypeId.UTINYINT, (capacity) => new Uint8Array(capacity)],
  [DuckDBTypeId.BOOLEAN, (capacity) => new Uint8Array(capacity)],
]);

/** A bit for each row, set where there is a value; not there while every row has one. */
class Validity {
  #bits: Uint8Array<ArrayBuffer> | undefined;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  clear(row: number): void {
    this.#bits ??= new Uint8Array(Math.ceil(this.#capacity / 64) * 8).fill(0xff);
    this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) & ~(1 << (row & 7));
  }

  moveTo(vector: duckdb.Vector): void {
    if (!this.#bits) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#bits.buffer, 0, this.#bits.byteLength);
    this.#bits = undefined;
  }
}

class NumberCells implements ColumnCells {
  readonly #items: Items;
  readonly #validity: Validity;

  constructor(items: Items) {
    this.#items = items;
    this.#validity = new Validity(items.length);
  }

  set(row: number, value: CellValue): void {
    if (value === null) {
      this.#validity.clear(row);
      return;
    }
    const number = typeof value === 'boolean' ? Number(value) : value;
    this.#items[row] = number as number;
    // The array takes anything, and keeps it as another number.
    if (this.#items[row] !== number) throw new RangeError(`cannot store ${value} as this column's number`);
  }

  moveTo(vector: duckdb.Vector, rows: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#items.buffer, 0, rows * this.#items.BYTES_PER_ELEMENT);
    this.#validity.moveTo(vector);
  }
}

const HALF = 2 ** 32;

/** 64-bit whole numbers within 2^53, in two halves. */
class BigCells implements ColumnCells {
  readonly #halves: Int32Array<ArrayBuffer>;
  readonly #validity: Validity;

  constructor(capacity: number) {
    this.#halves = new Int32Array(capacity * 2);
    this.#validity = new Validity(capacity);
  }

  set(row: number, value: CellValue): void {
    if (value === null) {
      this.#validity.clear(row);
      return;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError(`cannot store ${value} as a whole number`);
    const high = Math.floor(Number(value) / HALF);
    this.#halves[row * 2] = Number(value) - high * HALF;
    this.#halves[row * 2 + 1] = high;
  }

  moveTo(vector: duckdb.Vector, rows: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#halves.buffer, 0, rows * 8);
    this.#validity.moveTo(vector);
  }
}

class TextCells implements ColumnCells {
  readonly #texts: CellValue[] = [];
  readonly #validity: Validity;

  constructor(capacity: number) {
    this.#validity = new Validity(capacity);
  }

  set(row: number, value: CellValue): void {
    if (value === null) this.#validity.clear(row);
    else if (typeof value !== 'string') throw new TypeError(`cannot store ${value} as a text`);
    this.#texts[row] = value;
  }

  moveTo(vector: duckdb.Vector, rows: number): void {
    for (let row = 0; row < rows; row++) {
      const text = this.#texts[row];
      if (typeof text === 'string') duckdb.vector_assign_string_element(vector, row, text);
    }
    this.#validity.moveTo(vector);
  }
}
