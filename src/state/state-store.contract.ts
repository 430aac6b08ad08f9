// What every engine of the state store must do. Run by the engine's own test.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StateKey, StateStore } from './state-store.ts';

/** `reopen` closes the store and opens the same data again. */
export interface StateStoreFixture {
  open(): Promise<StateStore>;
  reopen(store: StateStore): Promise<StateStore>;
  dispose(): Promise<void>;
}

export function describeStateStore(name: string, createFixture: () => Promise<StateStoreFixture>): void {
  describe(`${name} as a state store`, () => {
    let fixture: StateStoreFixture;
    let store: StateStore;

    beforeEach(async () => {
      fixture = await createFixture();
      store = await fixture.open();
    });
    afterEach(async () => {
      await store.close();
      await fixture.dispose();
    });

    const keysBelow = (prefix: StateKey, options?: Parameters<StateStore['list']>[1]) =>
      [...store.list(prefix, options)].map(({ key }) => key);

    test('gives back what was written, also after a reopening', async () => {
      const value = {
        text: '满溢',
        list: [1, null, { deep: ['a'] }],
        big: 2 ** 52,
        no: false,
      };
      await store.write([{ key: ['a', 1], value }]);
      expect(store.get(['a', 1])).toEqual(value);
      store = await fixture.reopen(store);
      expect(store.get(['a', 1])).toEqual(value);
      expect(store.get(['a', 2])).toBeUndefined();
    });

    test('lists what is below a prefix, in key order', async () => {
      const keys = [
        ['a'],
        ['a', -1],
        ['a', 2],
        ['a', 10],
        ['a', ''],
        ['a', 'b'],
        ['a', 'b', 1],
        ['ab'],
        ['b'],
      ];
      await store.write(keys.map((key) => ({ key, value: 1 })).reverse());
      expect(keysBelow(['a'])).toEqual(keys.slice(1, 7));
      expect(keysBelow(['a'], { reverse: true })).toEqual(keys.slice(1, 7).reverse());
      expect(keysBelow(['a'], { limit: 2, after: ['a', 2] })).toEqual([
        ['a', 10],
        ['a', ''],
      ]);
      expect(keysBelow(['a'], { reverse: true, limit: 2, after: ['a', 'b'] })).toEqual([
        ['a', ''],
        ['a', 10],
      ]);
      expect(keysBelow([])).toEqual(keys);
    });

    test('orders any keys by part: numbers by value, then strings by code point', async () => {
      const text = fc.string({ unit: 'grapheme', maxLength: 8 });
      const part = fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15 }).map((number) => number + 0),
        text,
      );
      const keys = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 3 }), {
        selector: (key) => JSON.stringify(key),
        maxLength: 20,
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(keys, async (tails) => {
          run += 1;
          await store.write(tails.map((tail) => ({ key: ['run', run, ...tail], value: tail })));
          const listed = [...store.list<StateKey>(['run', run])];
          expect(listed.map(({ value }) => value)).toEqual([...tails].sort(compareKeys));
          expect(listed.map(({ key }) => key.slice(2))).toEqual(listed.map(({ value }) => value));
        }),
        { numRuns: 60 },
      );
    });

    test('takes -0 for 0, as a comparison does', async () => {
      await store.write([{ key: ['n', -0], value: 'zero' }]);
      expect(store.get(['n', 0])).toBe('zero');
      expect(store.get(['n', -0])).toBe('zero');
      expect(keysBelow(['n'])).toEqual([['n', 0]]);
      expect(keysBelow(['n'], { after: ['n', -0] })).toEqual([]);
    });

    test('a list shows one moment, whatever is written meanwhile', async () => {
      await store.write([1, 2, 3].map((n) => ({ key: ['n', n], value: 'before' })));
      const seen: unknown[] = [];
      for (const { value } of store.list(['n'])) {
        if (seen.length === 0) await store.write([1, 2, 3].map((n) => ({ key: ['n', n], value: 'after' })));
        seen.push(value);
      }
      expect(seen).toEqual(['before', 'before', 'before']);
      expect(store.get(['n', 3])).toBe('after');
    });

    test('can be closed twice', async () => {
      await store.write([{ key: ['a'], value: 1 }]);
      await Promise.all([store.close(), store.close()]);
      await store.close();
      store = await fixture.reopen(store);
      expect(store.get(['a'])).toBe(1);
    });

    test('writes take effect in the order of the calls', async () => {
      const writes = Array.from({ length: 50 }, (_, n) => store.write([{ key: ['last'], value: n }]));
      await Promise.all(writes);
      expect(store.get(['last'])).toBe(49);
    });

    test('a large write gives way to others, and what is written after it comes after it', async () => {
      const many = Array.from({ length: 1_000 }, (_, n) => ({ key: ['n', n], value: 'early' }));
      let turns = 0;
      const counting = setInterval(() => turns++, 0);
      const early = store.write(many);
      const late = store.write([{ key: ['n', 999], value: 'late' }]);
      await Promise.all([early, late]);
      clearInterval(counting);
      expect(store.get(['n', 999])).toBe('late');
      expect(store.get(['n', 998])).toBe('early');
      expect(turns).toBeGreaterThan(1);
    });

    test('a write with one impossible change does nothing', async () => {
      const possible = { key: ['x'], value: 1 };
      for (const key of [[], ['a\u0000b'], ['a\n'], ['y'.repeat(2_000)], [Number.NaN]]) {
        await expect(store.write([possible, { key, value: 1 }])).rejects.toThrow('cannot use');
      }
      await expect(store.write([possible, { key: ['f'], value: () => 1 }])).rejects.toThrow();
      expect(keysBelow([])).toEqual([]);
    });

    test('deletes many at once', async () => {
      const keys = Array.from({ length: 105 }, (_, n) => ['n', n]);
      await store.write(keys.map((key) => ({ key, value: 'x'.repeat(500) })));
      await store.write([
        ...keys.slice(0, 100).map((key) => ({ key, value: undefined })),
        { key: ['m'], value: 1 },
      ]);
      expect(keysBelow([])).toEqual([['m'], ...keys.slice(100)]);
    });
  });
}

function compareKeys(left: StateKey, right: StateKey): number {
  for (const [i, a] of left.entries()) {
    const b = right[i];
    if (b === undefined) return 1;
    const order = compareParts(a, b);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareParts(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  return typeof b === 'number' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
