import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { ParsedPacket } from './aedes-internals.ts';
import { findFormFault } from './packet-form.ts';

/** What the parser makes of bytes, as far as they go. */
function parsed(bytes: Uint8Array): ParsedPacket[] {
  const packets: ParsedPacket[] = [];
  const incoming = parser();
  incoming.on('packet', (packet) => packets.push(packet as ParsedPacket));
  incoming.on('error', () => {});
  incoming.parse(Buffer.from(bytes));
  return packets;
}

const faultOf = (...bytes: number[]) => findFormFault(parsed(Uint8Array.from(bytes))[0] as ParsedPacket);

const texts = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !/[\0\uFFFD]/.test(text));
const names = texts.filter((text) => text !== '' && !/[+#]/.test(text));
const filters = fc
  .tuple(fc.array(fc.oneof(names, fc.constant('+'), fc.constant('')), { maxLength: 5 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
  .filter((filter) => filter !== '');
const ids = fc.integer({ min: 1, max: 65_535 });
const payloads = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const qos = fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>;
const will = fc.record({ topic: names, payload: payloads, qos, retain: fc.boolean() });

const connects = fc
  .record({
    clientId: texts,
    clean: fc.constant(true),
    keepalive: fc.nat(65_535),
    protocol: fc.constantFrom(['MQTT', 4] as const, ['MQIsdp', 3] as const),
    will: fc.option(will, { nil: undefined }),
    credentials: fc.constantFrom({}, { username: 'u' }, { username: 'ü', password: Buffer.from('p') }),
  })
  // MQTT 3.1 has no empty client id.
  .filter(({ clientId, protocol }) => clientId !== '' || protocol[1] === 4)
  .map(({ protocol: [protocolId, protocolVersion], credentials, ...fields }) => {
    return { cmd: 'connect', protocolId, protocolVersion, ...credentials, ...fields };
  });
const publishes = fc
  .record({ topic: names, payload: payloads, qos, dup: fc.boolean(), retain: fc.boolean(), messageId: ids })
  .map((fields) => ({ cmd: 'publish', ...fields }));
const subscribes = fc
  .record({ messageId: ids, subscriptions: fc.array(fc.record({ topic: filters, qos }), { minLength: 1 }) })
  .map((fields) => ({ cmd: 'subscribe', ...fields }));
const unsubscribes = fc
  .record({ messageId: ids, unsubscriptions: fc.array(filters, { minLength: 1 }) })
  .map((fields) => ({ cmd: 'unsubscribe', ...fields }));
const others = fc.oneof(
  fc.record({ cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp'), messageId: ids }),
  fc.record({ cmd: fc.constantFrom('pingreq', 'disconnect') }),
);

it('finds nothing in what a client may send', () => {
  fc.assert(
    fc.property(fc.oneof(connects, publishes, subscribes, unsubscribes, others), (packet) => {
      const packets = parsed(generate(packet as Packet));
      expect(packets.map(findFormFault)).toEqual([undefined]);
    }),
  );
});

describe('finds what the parser lets through', () => {
  it.each([
    ['a PUBACK of three bytes', [0x40, 3, 0, 1, 0]],
    ['a PUBREL with packet id 0', [0x62, 2, 0, 0]],
    ['a PINGREQ with a byte', [0xc0, 1, 0]],
    ['a DISCONNECT with a byte', [0xe0, 1, 0]],
    ['a PINGRESP', [0xd0, 0]],
    ['a SUBACK', [0x90, 3, 0, 1, 0]],
    ['a SUBSCRIBE without filters', [0x82, 2, 0, 1]],
    ['a SUBSCRIBE with packet id 0', [0x82, 6, 0, 0, 0, 1, 0x61, 0]],
    ['a SUBSCRIBE to a#', [0x82, 7, 0, 1, 0, 2, 0x61, 0x23, 0]],
    ['an UNSUBSCRIBE without filters', [0xa2, 2, 0, 1]],
    ['a PUBLISH that ends before its packet id', [0x32, 3, 0, 1, 0x61, 0xc0, 0]],
    ['a PUBLISH to an ill-formed topic', [0x30, 3, 0, 1, 0xff]],
  ])('%s', (_name, bytes) => expect(faultOf(...bytes)).toEqual(expect.any(String)));
});
