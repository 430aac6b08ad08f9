// F47 to F51: bytes that are no message. Each is acknowledged, kept in quarantine with its reason, and nothing of it is
// stored; the hub and the station's connection live on.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = effort({ quick: 1_000, full: 50_000 });

type Random = () => number;
const TYPES = ['drop-off', 'fill-level', 'emptied', 'event', 'batch', 'status'] as const;

let hub: HubUnderTest;
let kiosk: Kiosk;

beforeEach(async () => {
  const quarantine = { perSecond: 1_000_000, messagesPerStation: MESSAGES, bytesPerStation: 1_073_741_824 };
  hub = await startHub({ declared: townOf('k-1'), settings: { quarantine } });
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
});

afterEach(async () => {
  await kiosk.close();
  await hub.remove();
});

/** A deposit that is a good message of no other type. */
const deposit = () => ({ ...good(), operator: 7 });
const text = (value: unknown) => Buffer.from(JSON.stringify(value));
const good = () => ({ bootId: 'boot-1', seq: 1, observedAt: Date.now(), binId: 'food-1', weightKg: 1.5 });
/** The message with one field replaced by JSON as it is. */
const withField = (name: string, json: string) =>
  Buffer.from(JSON.stringify({ ...deposit(), [name]: '@' }).replace('"@"', json));
const oneOf = <Item>(random: Random, items: readonly Item[]) =>
  items[Math.floor(random() * items.length)] as Item;
const nested = (open: string, close: string, depth: number) =>
  Buffer.from(open.repeat(depth) + close.repeat(depth));

/** None of them may ever be taken for a message of any type. */
const MAKERS: readonly ((random: Random) => Buffer)[] = [
  (random) => {
    const whole = text(good());
    return whole.subarray(0, Math.floor(random() * whole.length));
  },
  (random) => Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => 0x80 + random() * 0x7f)),
  (random) =>
    Buffer.concat([text(good()), Buffer.from(oneOf(random, ['}', ',', '\0', '{}', '[', '\u2028x']))]),
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
  (random) => Buffer.from(`{"__proto__":${JSON.stringify({ ...good(), polluted: true })},"n":${random()}}`),
  (random) => nested('[', ']', 1 + Math.floor(random() * 30_000)),
  (random) => nested('{"a":', '}', 1 + Math.floor(random() * 10_000)),
  (random) => Buffer.alloc(65_537 + Math.floor(random() * 900_000), 0x20),
  (random) => text({ ...deposit(), label: 'x'.repeat(66_000), n: random() }),
  (random) => text(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}${random()}`, n]))),
];

it(
  `${MESSAGES} of them: acknowledged, quarantined, nothing stored, and the next good message passes`,
  async () => {
    const random = seededRandom('hostile payloads');
    for (let sent = 0; sent < MESSAGES; sent += 20) {
      const parcels = Array.from(
        { length: 20 },
        () => [oneOf(random, TYPES), oneOf(random, MAKERS)(random)] as const,
      );
      await Promise.all(parcels.map(([type, payload]) => kiosk.sendRaw(type, payload)));
    }
    expect(kiosk.client.connected).toBe(true);
    expect(Object.keys(Object.prototype), 'nothing has polluted every object').toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();

    await kiosk.send('drop-off', { bootId: 'boot-2', seq: 7, binId: 'food-1', weightKg: 1.5 });
    await hub.historyCaughtUp();
    const { received, duplicates, rejected } = await hub.get<{
      received: number;
      duplicates: number;
      rejected: Record<string, number>;
    }>('/api/v1/stations/k-1/delivery');
    expect(received).toBe(1);
    const count = Object.values(rejected).reduce((sum, each) => sum + each, 0);
    // Two faulty ones of one millisecond are the same message again.
    expect(count + duplicates).toBeGreaterThanOrEqual(MESSAGES);
    expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toMatchObject([{ seq: 7 }]);
    expect(await hub.list('/api/v1/stations/k-1/fill-levels')).toEqual([]);
    expect((await hub.list('/api/v1/rejections?station=k-1')).length).toBe(Math.min(count, MESSAGES));
    expect(new Set(Object.keys(rejected))).toEqual(new Set(['bad-json', 'bad-shape', 'too-large']));
  },
  timeFor(MESSAGES, 0.01),
);

it('a packet over the limit ends its connection and nothing else', async () => {
  const gone = new Promise<void>((resolve) => kiosk.client.once('close', () => resolve()));
  kiosk.client.publish('waste/v1/k-1/drop-off', Buffer.alloc(2_000_000, 0x20), { qos: 1 });
  await gone;
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
  await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
  expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({ received: 1, oversizedPackets: 1 });
});

it('polluting names beside good fields cost nothing and reach nothing', async () => {
  const message = { ...good(), constructor: { prototype: { polluted: true } }, toString: 'x' };
  const json = JSON.stringify(message).replace('{', '{"__proto__":{"polluted":true},');
  await kiosk.sendRaw('drop-off', json);
  await hub.historyCaughtUp();
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toMatchObject([{ seq: 1, weightKg: 1.5 }]);
  const { unknownFields } = await hub.get<{ unknownFields: Record<string, number> }>(
    '/api/v1/stations/k-1/delivery',
  );
  expect(Object.keys(unknownFields)).toEqual(expect.arrayContaining(['constructor', 'toString']));
});
