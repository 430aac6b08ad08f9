// Sections 2.2 and 3.4 to 3.14: acknowledgements that nobody asked for, packets that are too long or no client's, and
// faults in the middle of a stream.
import { ack, DISCONNECT, field, number16, PINGREQ, packet, publish, subscribe } from './bytes.ts';
import { type Case, inSession, login, scripted } from './case.ts';

const CLOSED = { standard: 'closed' };
const TOLERATED = { standard: 'closed', mosquitto: 'nothing' };
const CONFIG = 'waste/v1/S-1/config';
const BOTH = 'nothing; PUBLISH event QoS 0 1, PUBLISH event QoS 0 2';
/** With what comes back for one that nobody asked for. */
const ACKS = [
  ['PUBACK', 0x40, 'nothing'],
  ['PUBREC', 0x50, 'PUBREL 7'],
  ['PUBREL', 0x62, 'PUBCOMP 7'],
  ['PUBCOMP', 0x70, 'nothing'],
] as const;

const oneFilter = (...excess: number[]) => packet(0x82, number16(7), field(CONFIG), 0, ...excess);

/** Between two messages: the first is good, and what follows a fault has no effect. */
function inStream(clause: string, what: string, fault: Buffer, mosquitto?: string): Case {
  return scripted(
    clause,
    `${what}, between two messages`,
    async (site) => {
      const reader = await login(site, 'reader');
      await reader.says(subscribe(1, ['waste/v1/+/event', 0]));
      const station = await login(site);
      const answer = await station.says(publish({ payload: '1' }), fault, publish({ payload: '2' }));
      return `${answer}; ${await reader.says()}`;
    },
    { standard: 'closed; PUBLISH event QoS 0 1', ...(mosquitto && { mosquitto }) },
  );
}

export const EXCESS_CASES: readonly Case[] = [
  ...ACKS.flatMap(([name, header, answer]) => [
    inSession('4.3', `a ${name} for nothing`, [ack(header, 7)], { standard: answer }),
    inSession('[MQTT-2.3.1-1]', `a ${name} with packet id 0`, [ack(header, 0)], CLOSED),
    inSession('2.2.3', `a ${name} without a packet id`, [packet(header)], CLOSED),
    inSession('2.2.3', `a ${name} with a byte too many`, [packet(header, number16(7), 0)], {
      standard: 'closed',
      mosquitto: answer,
    }),
    inSession('[MQTT-2.2.2-2]', `a ${name} with reserved bits set`, [packet(header | 1, number16(7))], {
      standard: 'closed',
      mosquitto: name === 'PUBREL' ? 'closed' : answer,
    }),
  ]),
  inSession('[MQTT-3.6.1-1]', 'a PUBREL with header bits 0000', [packet(0x60, number16(7))], CLOSED),
  inSession('2.2.3', 'a SUBSCRIBE with a byte too many', [oneFilter(0)], CLOSED),
  inSession('2.2.3', 'a SUBSCRIBE with two bytes too many', [oneFilter(0, 0)], {
    standard: 'closed',
    mosquitto: 'SUBACK 0',
  }),
  inSession(
    '2.2.3',
    'an UNSUBSCRIBE with a byte too many',
    [packet(0xa2, number16(7), field('a'), 0)],
    CLOSED,
  ),
  inSession('2.2.3', 'a PINGREQ with a byte', [packet(0xc0, 0)], TOLERATED),
  inSession('[MQTT-2.2.2-2]', 'a PINGREQ with reserved bits set', [packet(0xc1)], TOLERATED),
  inSession('[MQTT-3.14.4-2]', 'a DISCONNECT', [DISCONNECT], CLOSED),
  inSession('2.2.3', 'a DISCONNECT with a byte', [packet(0xe0, 0)], CLOSED),
  inSession('[MQTT-3.14.1-1]', 'a DISCONNECT with reserved bits set', [packet(0xe1)], CLOSED),
  inSession('[MQTT-3.14.4-2]', 'a PINGREQ after a DISCONNECT', [DISCONNECT, PINGREQ], CLOSED),
  inSession('2.2.1', 'a CONNACK from a client', [packet(0x20, 0, 0)], CLOSED),
  inSession('2.2.1', 'a SUBACK from a client', [packet(0x90, number16(7), 0)], TOLERATED),
  inSession('2.2.1', 'an UNSUBACK from a client', [packet(0xb0, number16(7))], TOLERATED),
  inSession('2.2.1', 'a PINGRESP from a client', [packet(0xd0)], TOLERATED),
  inSession('2.2.1', 'a packet of type 0', [packet(0x00)], CLOSED),
  inSession('2.2.1', 'a packet of type 15', [packet(0xf0)], CLOSED),
  inSession(
    '2.2.3',
    'a PUBLISH whose length has five bytes',
    [Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01])],
    CLOSED,
  ),
  inStream('2.2.1', 'a packet of type 0', packet(0x00)),
  inStream('2.2.3', 'a PUBACK with a byte too many', packet(0x40, number16(7), 0), BOTH),
  inStream('2.2.3', 'a SUBSCRIBE with a byte too many', oneFilter(0)),
  inStream('2.2.3', 'a PINGREQ with a byte', packet(0xc0, 0), BOTH),
  inStream('[MQTT-4.7.3-2]', 'a PUBLISH to a topic with U+0000', publish({ topic: 'a\0' })),
];
