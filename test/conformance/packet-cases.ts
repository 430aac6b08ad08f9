// Sections 3.3 to 3.12: PUBLISH, SUBSCRIBE, UNSUBSCRIBE and PINGREQ of a connected client, right and wrong in form.
import {
  ack,
  field,
  ILL_FORMED,
  number16,
  PINGREQ,
  packet,
  publish,
  subscribe,
  unsubscribe,
} from './bytes.ts';
import { type Case, inSession, login, scripted } from './case.ts';

const CLOSED = { standard: 'closed' };
const OWN = 'waste/v1/S-1/config';
const deep = Array.from({ length: 20 }, () => 'a').join('/');

export const PACKET_CASES: readonly Case[] = [
  inSession('[MQTT-3.12.4-1]', 'a PINGREQ', [PINGREQ], { standard: 'PINGRESP' }),
  inSession('[MQTT-4.3.2-2]', 'a PUBLISH by QoS 1', [publish({ qos: 1, id: 7 })], { standard: 'PUBACK 7' }),
  inSession(
    '[MQTT-4.6.0-2]',
    'three PUBLISHes by QoS 1 at once',
    [publish({ qos: 1, id: 3 }), publish({ qos: 1, id: 1 }), publish({ qos: 1, id: 2 })],
    { standard: 'PUBACK 3, PUBACK 1, PUBACK 2' },
  ),
  inSession('[MQTT-4.3.3-2]', 'a PUBLISH by QoS 2', [publish({ qos: 2, id: 7 })], { standard: 'PUBREC 7' }),
  scripted(
    '[MQTT-4.3.3-2]',
    'the PUBREL of a PUBLISH by QoS 2, twice',
    async (site) => {
      const station = await login(site);
      await station.says(publish({ qos: 2, id: 7 }));
      return `${await station.says(ack(0x62, 7))}, ${await station.says(ack(0x62, 7))}`;
    },
    { standard: 'PUBCOMP 7, PUBCOMP 7' },
  ),
  scripted(
    '2.1',
    'a PUBLISH that comes byte by byte',
    async (site) => (await login(site)).drips(publish({ qos: 1, id: 7 })),
    { standard: 'PUBACK 7' },
  ),
  inSession('3.3.3', 'a PUBLISH without a payload', [publish({ qos: 1, id: 7, payload: '' })], {
    standard: 'PUBACK 7',
  }),
  inSession('[MQTT-2.3.1-1]', 'a PUBLISH by QoS 1 with packet id 0', [publish({ qos: 1, id: 0 })], CLOSED),
  inSession('[MQTT-2.3.1-1]', 'a PUBLISH by QoS 2 with packet id 0', [publish({ qos: 2, id: 0 })], CLOSED),
  inSession('[MQTT-2.3.1-1]', 'a SUBSCRIBE with packet id 0', [subscribe(0, [OWN, 0])], CLOSED),
  inSession('[MQTT-2.3.1-1]', 'an UNSUBSCRIBE with packet id 0', [unsubscribe(0, OWN)], CLOSED),
  inSession('[MQTT-3.3.1-4]', 'a PUBLISH with QoS 3', [packet(0x36, field('a'), number16(7))], CLOSED),
  inSession('[MQTT-3.3.1-2]', 'a PUBLISH by QoS 0 that is a duplicate', [publish({ dup: true })], {
    standard: 'closed',
    hub: 'nothing',
    mosquitto: 'nothing',
    why: 'the bit harms nobody, and the station would lose its connection',
  }),
  inSession(
    '[MQTT-3.3.2-2]',
    'a PUBLISH to a topic with `+`',
    [publish({ topic: 'waste/v1/+/event' })],
    CLOSED,
  ),
  inSession('[MQTT-3.3.2-2]', 'a PUBLISH to a topic with `#`', [publish({ topic: 'waste/#' })], CLOSED),
  inSession('[MQTT-4.7.3-1]', 'a PUBLISH to an empty topic', [publish({ topic: '' })], CLOSED),
  inSession('[MQTT-4.7.3-2]', 'a PUBLISH to a topic with U+0000', [publish({ topic: 'a\0b' })], CLOSED),
  inSession(
    '[MQTT-1.5.3-1]',
    'a PUBLISH to a topic in ill-formed UTF-8',
    [publish({ topic: ILL_FORMED.byte })],
    CLOSED,
  ),
  inSession(
    '[MQTT-1.5.3-1]',
    'a PUBLISH to a topic with an overlong form',
    [publish({ topic: ILL_FORMED.overlong })],
    CLOSED,
  ),
  inSession(
    '[MQTT-1.5.3-1]',
    'a PUBLISH to a topic with a surrogate',
    [publish({ topic: ILL_FORMED.surrogate })],
    CLOSED,
  ),
  inSession('1.5.3', 'a PUBLISH to a topic with U+FFFD', [publish({ topic: 'a\uFFFDb' })], {
    standard: 'nothing',
    hub: 'closed',
    why: 'it is what ill-formed UTF-8 becomes when it is read, and no topic of the hub has it',
  }),
  inSession('4.7.3', 'a PUBLISH to a topic of 20 levels', [publish({ topic: deep, qos: 1, id: 7 })], {
    standard: 'PUBACK 7',
    hub: 'closed',
    why: "the hub's topics have at most 5 levels; 16 are let in to be judged",
  }),
  inSession('3.3.2', 'a PUBLISH with nothing in it', [packet(0x30)], CLOSED),
  inSession('3.3.2', 'a PUBLISH that ends within its topic', [packet(0x30, 0, 5, 0x61)], CLOSED),
  inSession('3.3.2.2', 'a PUBLISH that ends before its packet id', [packet(0x32, field('a'))], CLOSED),
  inSession('[MQTT-4.7.2-1]', 'a PUBLISH to `$SYS/a`', [publish({ topic: '$SYS/a', qos: 1, id: 7 })], {
    standard: 'PUBACK 7',
  }),
  scripted(
    '[MQTT-3.3.5-2]',
    'a PUBLISH of a user who may only read',
    async (site) => (await login(site, 'reader')).says(publish({ qos: 1, id: 7 })),
    {
      standard: 'PUBACK 7',
      station: 'closed',
      why: 'the clause lets a server take it and drop it, or close: an integration must not believe that it was heard',
    },
  ),
  inSession('[MQTT-3.8.3-3]', 'a SUBSCRIBE without a topic filter', [packet(0x82, number16(7))], CLOSED),
  inSession('[MQTT-3-8.3-4]', 'a SUBSCRIBE by QoS 3', [subscribe(7, [OWN, 3])], CLOSED),
  inSession(
    '[MQTT-3-8.3-4]',
    'a SUBSCRIBE with reserved bits beside the QoS',
    [subscribe(7, [OWN, 0x11])],
    CLOSED,
  ),
  inSession(
    '[MQTT-3.8.1-1]',
    'a SUBSCRIBE with header bits 0000',
    [packet(0x80, number16(7), field(OWN), 0)],
    CLOSED,
  ),
  inSession('[MQTT-4.7.1-2]', 'a SUBSCRIBE to `a#`', [subscribe(7, ['a#', 0])], CLOSED),
  inSession('[MQTT-4.7.1-2]', 'a SUBSCRIBE to `a/#/b`', [subscribe(7, ['a/#/b', 0])], CLOSED),
  inSession('[MQTT-4.7.1-3]', 'a SUBSCRIBE to `a+`', [subscribe(7, ['a+', 0])], CLOSED),
  inSession('[MQTT-4.7.3-1]', 'a SUBSCRIBE to an empty filter', [subscribe(7, ['', 0])], CLOSED),
  inSession('[MQTT-4.7.3-2]', 'a SUBSCRIBE to a filter with U+0000', [subscribe(7, ['a\0', 0])], CLOSED),
  inSession(
    '[MQTT-1.5.3-1]',
    'a SUBSCRIBE to a filter in ill-formed UTF-8',
    [subscribe(7, [ILL_FORMED.byte, 0])],
    CLOSED,
  ),
  inSession(
    '[MQTT-1.5.3-1]',
    'a SUBSCRIBE to a filter with a surrogate',
    [subscribe(7, [ILL_FORMED.surrogate, 0])],
    CLOSED,
  ),
  inSession(
    '3.8.3',
    'a SUBSCRIBE that ends within its filter',
    [packet(0x82, number16(7), 0, 9, 0x61)],
    CLOSED,
  ),
  inSession('3.8.3', 'a SUBSCRIBE that ends before its QoS', [packet(0x82, number16(7), field(OWN))], CLOSED),
  inSession(
    '[MQTT-3.9.3-1]',
    'a SUBSCRIBE to three filters',
    [subscribe(7, [OWN, 1], ['waste/v1/S-1/rejected', 0], ['waste/v1/S-2/config', 2])],
    {
      standard: 'SUBACK 1 0 2',
      station: 'SUBACK 1 0 128',
      why: 'a station hears its own topics only; the code for refused is 128',
    },
  ),
  inSession(
    '[MQTT-3.8.3-2]',
    'a SUBSCRIBE to `waste/v1/+/config`',
    [subscribe(7, ['waste/v1/+/config', 1])],
    {
      standard: 'SUBACK 1',
      station: 'SUBACK 128',
      why: 'a station hears its own topics only; integrations may use wildcards within their grants',
    },
  ),
  inSession('4.7.2', 'a SUBSCRIBE to `$share/g/a`', [subscribe(7, ['$share/g/a', 1])], {
    standard: 'SUBACK 1',
    station: 'SUBACK 128',
    why: 'there are no shared subscriptions: to the broker it is a topic like any other, and nobody is granted it',
  }),
  inSession('[MQTT-3.10.4-5]', 'an UNSUBSCRIBE of what was not subscribed', [unsubscribe(7, 'a')], {
    standard: 'UNSUBACK 7',
  }),
  inSession('[MQTT-4.7.3-1]', 'an UNSUBSCRIBE of an empty filter', [unsubscribe(7, '')], CLOSED),
  inSession('[MQTT-4.7.1-2]', 'an UNSUBSCRIBE of `a#`', [unsubscribe(7, 'a#')], CLOSED),
  inSession('[MQTT-4.7.3-2]', 'an UNSUBSCRIBE of a filter with U+0000', [unsubscribe(7, 'a\0')], CLOSED),
  inSession(
    '[MQTT-1.5.3-1]',
    'an UNSUBSCRIBE of a filter in ill-formed UTF-8',
    [unsubscribe(7, ILL_FORMED.byte)],
    CLOSED,
  ),
  inSession('[MQTT-3.10.3-2]', 'an UNSUBSCRIBE without a topic filter', [packet(0xa2, number16(7))], CLOSED),
  inSession(
    '[MQTT-3.10.1-1]',
    'an UNSUBSCRIBE with header bits 0000',
    [packet(0xa0, number16(7), field('a'))],
    CLOSED,
  ),
];
