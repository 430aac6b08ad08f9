// The compiled check and the schema are two readers of one declaration: whatever a device sends, they must agree.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FramedType, framedMessages, isExactly } from './index.ts';

const FRAME = { bootId: 'b-1', seq: 7, observedAt: 1_764_000_000_000, ageMs: 5 };

/** Every declared field is there, so that each can be spoilt. */
const FULL: Record<FramedType, object> = {
  'drop-off': {
    ...FRAME,
    binId: 'food-1',
    weightKg: 1.5,
    recognition: { stream: 'food', confidence: 0.9, label: 'leftovers' },
    household: 'hh-12345678',
    evidenceId: 'cam1:0001',
  },
  'fill-level': {
    ...FRAME,
    bins: [
      { binId: 'food-1', fillLevel: 0.5, massKg: 10, temperatureC: 20, lidOpen: false, tiltDeg: 0 },
      { binId: 'food-2', distanceMm: 500 },
    ],
    batteryV: 12.1,
    signalDbm: -70,
  },
  emptied: { ...FRAME, binId: 'food-1', operator: 'crew-1' },
  event: { ...FRAME, kind: 'smoke', phase: 'raised', code: 'E1', binId: 'food-1', detail: 'near the lid' },
};
const TYPES = Object.keys(FULL) as FramedType[];

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'food', -1, 0, 0.5, 1, 1.5, 201, 2 ** 32, 2 ** 53, 1e308, [], {}),
  fc.constantFrom('x'.repeat(32), 'x'.repeat(33), '满'.repeat(64), '𠮷'.repeat(33), 'a\n', 'x'.repeat(257)),
  fc.integer({ min: 0, max: 18 }).map((bins) => Array(bins).fill({ binId: 'a', fillLevel: 0 })),
  fc.jsonValue(),
);
const change = fc.record({
  /** Which place of the message, counted through all of them. */
  place: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'add', 'wrap'),
  name: fc.constantFrom('fillLevel', 'name', '__proto__', 'length', 'constructor', 'x'),
  value: oddValue,
});

describe.each(TYPES)('%s', (type) => {
  test('a full message is exactly what is declared', () => {
    expect(isExactly[type](FULL[type])).toBe(true);
    expect(framedMessages[type].parse(FULL[type])).toEqual(FULL[type]);
  });

  test('whatever is changed, the compiled check says what the schema says', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        // As it comes from JSON: nothing else reaches the check.
        const message: unknown = JSON.parse(JSON.stringify(changes.reduce(changed, { message: FULL[type] })));
        const { message: value } = message as { message: unknown };
        const parsed = framedMessages[type].safeParse(value);
        expect(isExactly[type](value)).toBe(parsed.success && isDeepStrictEqual(parsed.data, value));
      }),
      { numRuns: 2_000 },
    );
  });
});

type Holder = Record<string, unknown>;

/** A copy of the holder with one place below it changed. */
function changed(
  root: Holder,
  { place, how, name, value }: typeof change extends fc.Arbitrary<infer C> ? C : never,
) {
  const copy = structuredClone(root);
  const places = placesIn(copy);
  const [holder, key] = places[place % places.length] as [Holder, string];
  if (how === 'remove' && holder !== copy) delete holder[key];
  else if (how === 'wrap') holder[key] = [holder[key]];
  else if (how === 'add' && isHolder(holder[key]) && !Array.isArray(holder[key]))
    Object.defineProperty(holder[key], name, own(value));
  else holder[key] = value;
  return copy;
}

/** `__proto__` as a field of its own, as JSON.parse makes it. */
function own(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, writable: true, configurable: true };
}

function placesIn(holder: Holder): [Holder, string][] {
  return Object.keys(holder).flatMap((key) => {
    const below = holder[key];
    return [[holder, key] as [Holder, string], ...(isHolder(below) ? placesIn(below) : [])];
  });
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}
