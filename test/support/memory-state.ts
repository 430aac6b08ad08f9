// The state store as a map, for tests of what stands on its port: keeps copies, can be frozen in time, can fail.
import { isDeepStrictEqual } from 'node:util';
import type { StateChange, StateKey, StateStore } from '../../src/state/state-store.ts';

type Row = { key: StateKey; value: unknown };

export class MemoryState implements StateStore {
  /** Set: every write is rejected with it. */
  failure: Error | undefined;
  #rows: Row[];

  constructor(rows: readonly Row[] = []) {
    this.#rows = structuredClone([...rows]);
  }

  /** What another process would find after a crash at this moment. */
  copy(): MemoryState {
    return new MemoryState(this.#rows);
  }

  get<T>(key: StateKey): T | undefined {
    return structuredClone(this.#rows.find((row) => isDeepStrictEqual(row.key, key))?.value) as T | undefined;
  }

  *list<T>(
    prefix: StateKey,
    {
      reverse = false,
      limit = Infinity,
      after,
    }: { reverse?: boolean; limit?: number; after?: StateKey } = {},
  ): Iterable<{ key: StateKey; value: T }> {
    const below = this.#rows.filter(
      ({ key }) => key.length > prefix.length && prefix.every((part, index) => part === key[index]),
    );
    const ordered = reverse ? below.reverse() : below;
    const isBehind = ({ key }: Row) =>
      after === undefined || (reverse ? compareKeys(key, after) < 0 : compareKeys(key, after) > 0);
    for (const { key, value } of ordered.filter(isBehind).slice(0, limit))
      yield { key, value: structuredClone(value) as T };
  }

  async write(changes: readonly StateChange[]): Promise<void> {
    const copies = structuredClone([...changes]);
    await Promise.resolve();
    if (this.failure) throw this.failure;
    const rows = new Map(this.#rows.map((row) => [JSON.stringify(row.key), row]));
    for (const { key, value } of copies) {
      if (value === undefined) rows.delete(JSON.stringify(key));
      else rows.set(JSON.stringify(key), { key, value });
    }
    this.#rows = [...rows.values()].sort((a, b) => compareKeys(a.key, b.key));
  }

  async close(): Promise<void> {}

  /** Everything that is kept, as one text to look for what must not be there. */
  text(): string {
    return JSON.stringify(this.#rows);
  }
}

function compareKeys(a: StateKey, b: StateKey): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareParts(a[index] as string | number, b[index] as string | number);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
