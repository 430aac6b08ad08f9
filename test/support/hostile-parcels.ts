// Bytes that are no message, as a broken or hostile station sends them: cut off, no JSON, of wrong shape, deep, huge,
// with polluting names. None of them may ever be taken for a message of any type.
import type { UplinkType } from '../../src/protocol/topics.ts';

type Random = () => number;
const TYPES = ['drop-off', 'fill-level', 'emptied', 'event', 'batch', 'status'] as const;

/** A deposit that is a good message of no other type. */
const deposit = () => ({ ...goodMessage(), operator: 7 });
const text = (value: unknown) => Buffer.from(JSON.stringify(value));
export const goodMessage = () => ({
  bootId: 'boot-1',
  seq: 1,
  observedAt: Date.now(),
  binId: 'food-1',
  weightKg: 1.5,
});
/** The message with one field replaced by JSON as it is. */
const withField = (name: string, json: string) =>
  Buffer.from(JSON.stringify({ ...deposit(), [name]: '@' }).replace('"@"', json));
const oneOf = <Item>(random: Random, items: readonly Item[]) =>
  items[Math.floor(random() * items.length)] as Item;
const nested = (open: string, close: string, depth: number) =>
  Buffer.from(open.repeat(depth) + close.repeat(depth));

const MAKERS: readonly ((random: Random) => Buffer)[] = [
  (random) => {
    const whole = text(goodMessage());
    return whole.subarray(0, Math.floor(random() * whole.length));
  },
  (random) => Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => 0x80 + random() * 0x7f)),
  (random) =>
    Buffer.concat([text(goodMessage()), Buffer.from(oneOf(random, ['}', ',', '\0', '{}', '[', '\u2028x']))]),
  (random) =>
    withField('weightKg', oneOf(random, ['NaN', '-Infinity', '0x10', '1.', '.5', '01', '+1', "'1'"])),
  (random) =>
    withField('weightKg', oneOf(random, ['1e999', '-1', '200.001', '"1"', 'true', '[1]', '{}', '1e300'])),
  (random) => withField('seq', oneOf(random, ['-1', '4294967296', '1.5', '"1"', 'null', '1e99', '[]'])),
  (random) =>
    withField('observedAt', oneOf(random, ['1.5', '"now"', 'null', '1e999', '9007199254740993', 'true'])),
  (random) =>
    withField('bootId', oneOf(random, ['""', `"${'b'.repeat(33)}"`, '"a b"', '"\\u0000"', '7', 'null'])),
  (random) =>
    withField('binId', oneOf(random, ['""', '"../../x"', '"a\\nb"', '"\\ud800"', 'null', '{"a":1}'])),
  (random) => text(oneOf(random, [null, 0, '', 'text', true, [], {}, [[]], [null], Array(201).fill({})])),
  (random) =>
    text({ ['__proto__']: { polluted: true }, constructor: { prototype: { polluted: true } }, n: random() }),
  (random) =>
    Buffer.from(`{"__proto__":${JSON.stringify({ ...goodMessage(), polluted: true })},"n":${random()}}`),
  (random) => nested('[', ']', 1 + Math.floor(random() * 30_000)),
  (random) => nested('{"a":', '}', 1 + Math.floor(random() * 10_000)),
  (random) => Buffer.alloc(65_537 + Math.floor(random() * 900_000), 0x20),
  (random) => text({ ...deposit(), label: 'x'.repeat(66_000), n: random() }),
  (random) => text(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}${random()}`, n]))),
];

export function hostileParcel(random: Random): { type: UplinkType; payload: Buffer } {
  return { type: oneOf(random, TYPES), payload: oneOf(random, MAKERS)(random) };
}
