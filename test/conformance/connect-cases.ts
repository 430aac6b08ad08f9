// Section 3.1: who may come in, and how.
import { connect, credentials, FLAGS, field, PINGREQ, packet, publish } from './bytes.ts';
import { atFirst, type Case, inSession, login, scripted } from './case.ts';
import { openWire } from './wire.ts';

const { user, password, willRetain, willQos1, will, clean } = FLAGS;
const LOGIN = user | password;
const CLOSED = { standard: 'closed' };
const WILL_TOPIC = 'waste/v1/S-1/status';

const withWill = (topic: string | readonly number[], flags = 0) =>
  connect({
    flags: LOGIN | clean | will | flags,
    fields: credentials('S-1', field(topic), field('{}')),
  });

export const CONNECT_CASES: readonly Case[] = [
  atFirst('[MQTT-3.1.4-4]', 'a good CONNECT', [connect()], { standard: 'CONNACK 0' }),
  atFirst('[MQTT-3.1.0-1]', 'a PUBLISH before it', [publish()], CLOSED),
  atFirst('[MQTT-3.1.0-1]', 'a PINGREQ before it', [PINGREQ], CLOSED),
  inSession('[MQTT-3.1.0-2]', 'a second CONNECT', [connect()], CLOSED),
  atFirst('[MQTT-2.2.2-2]', 'reserved bits of the fixed header set', [connect({ header: 0x12 })], CLOSED),
  atFirst('[MQTT-3.1.2-1]', 'protocol name `MQTX`', [connect({ name: 'MQTX' })], CLOSED),
  atFirst('[MQTT-3.1.2-1]', 'protocol name `mqtt`', [connect({ name: 'mqtt' })], CLOSED),
  atFirst('[MQTT-3.1.2-2]', 'protocol level 6', [connect({ level: 6 })], {
    standard: 'CONNACK 1, closed',
  }),
  atFirst('[MQTT-3.1.2-2]', 'name `MQTT` with level 3', [connect({ level: 3 })], {
    standard: 'CONNACK 1, closed',
  }),
  atFirst('MQTT 3.1', 'name `MQIsdp` with level 3', [connect({ name: 'MQIsdp', level: 3 })], {
    standard: 'CONNACK 0',
  }),
  atFirst('[MQTT-3.1.2-3]', 'reserved connect flag set', [connect({ flags: LOGIN | clean | 1 })], CLOSED),
  atFirst(
    '[MQTT-3.1.2-22]',
    'a password without a user name',
    [connect({ flags: password | clean, fields: [field('S-1'), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-21]',
    'a user name without a password',
    [connect({ flags: user | clean, fields: [field('S-1'), field('S-1')] })],
    { standard: 'CONNACK 0', station: 'CONNACK 4, closed', why: 'stations have a token each' },
  ),
  atFirst('3.1.2.9', 'neither', [connect({ flags: clean, fields: [field('S-1')] })], {
    standard: 'CONNACK 0',
    station: 'CONNACK 4, closed',
    why: 'stations have a token each',
  }),
  atFirst(
    '[MQTT-3.1.2-19]',
    'flags for a user name that is not there',
    [connect({ flags: LOGIN | clean, fields: [field('S-1')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-18]',
    'bytes after the last field',
    [connect({ fields: [...credentials('S-1'), Buffer.from('x')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.3-8]',
    'an empty client id, clean session 0',
    [connect({ flags: LOGIN, fields: [field(''), field('S-1'), field('token')] })],
    { standard: 'CONNACK 2, closed' },
  ),
  atFirst(
    '[MQTT-3.1.3-6]',
    'an empty client id, clean session 1',
    [connect({ fields: [field(''), field('S-1'), field('token')] })],
    { standard: 'CONNACK 0' },
  ),
  atFirst(
    '[MQTT-3.1.3-5]',
    "a client id that is not the user's",
    [connect({ fields: [field('S-2'), field('S-1'), field('token')] })],
    {
      standard: 'CONNACK 0',
      station: 'CONNACK 2, closed',
      why: 'who may come in under the id of another could push it out ([MQTT-3.1.4-2])',
    },
  ),
  atFirst(
    '[MQTT-1.5.3-1]',
    'a client id in ill-formed UTF-8',
    [connect({ fields: [field([0x53, 0xff]), field('S-1'), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-1.5.3-1]',
    'a user name with a surrogate',
    [connect({ fields: [field('S-1'), field([0xed, 0xa0, 0x80]), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-1.5.3-2]',
    'a client id with U+0000',
    [connect({ fields: [field('S\0'), field('S-1'), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-15]',
    'will retain without a will',
    [connect({ flags: LOGIN | clean | willRetain })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-13]',
    'will QoS without a will',
    [connect({ flags: LOGIN | clean | willQos1 })],
    CLOSED,
  ),
  atFirst('[MQTT-3.1.2-14]', 'a will with QoS 3', [withWill(WILL_TOPIC, 0x18)], CLOSED),
  atFirst(
    '[MQTT-3.1.2-9]',
    'the will flag without a will',
    [connect({ flags: LOGIN | clean | will })],
    CLOSED,
  ),
  atFirst('[MQTT-4.7.1-1]', 'a will to a topic with a wildcard', [withWill('waste/v1/+/status')], CLOSED),
  atFirst('[MQTT-4.7.3-1]', 'a will to an empty topic', [withWill('')], CLOSED),
  atFirst('[MQTT-1.5.3-2]', 'a will to a topic with U+0000', [withWill('waste/\0')], CLOSED),
  atFirst(
    '[MQTT-3.1.4-5]',
    'a PUBLISH right behind a CONNECT that is refused',
    [connect({ flags: 0, fields: [field('')] }), publish({ qos: 1, id: 7 })],
    { standard: 'CONNACK 2, closed', station: 'CONNACK 4, closed', why: 'the token is looked at first' },
  ),
  scripted(
    '[MQTT-3.1.4-2]',
    'another connection with the same client id',
    async (site) => {
      const older = await login(site);
      const newer = await login(site);
      return `older: ${await older.untilClosed()}; newer: ${await newer.says()}`;
    },
    { standard: 'older: closed; newer: nothing' },
  ),
  scripted(
    '[MQTT-3.1.2-24]',
    'silence for more than 1.5 times the keepalive',
    async (site) => {
      const wire = await login(site, 'S-1', connect({ keepAlive: 1 }));
      const since = performance.now();
      const heard = await wire.untilClosed();
      return performance.now() - since >= 1_400 ? heard : `${heard} too early`;
    },
    CLOSED,
  ),
  scripted(
    '[MQTT-3.2.2-2]',
    'a session that was asked to be kept, asked for again',
    async (site) => {
      const kept = connect({ flags: LOGIN });
      const first = await login(site, 'S-1', kept);
      await first.vanish();
      return (await openWire(site.port)).says(kept);
    },
    {
      standard: 'CONNACK 0 session present',
      hub: 'CONNACK 0',
      why: 'every session is clean: nothing is kept for who is away, and the answer says so',
    },
  ),
  scripted(
    '[MQTT-3.2.2-1]',
    'a clean session after one that was kept',
    async (site) => {
      const first = await login(site, 'S-1', connect({ flags: LOGIN }));
      await first.vanish();
      return (await openWire(site.port)).says(connect());
    },
    { standard: 'CONNACK 0' },
  ),
  atFirst(
    '2.2.3',
    'a remaining length of five bytes',
    [Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01])],
    CLOSED,
  ),
  atFirst(
    '3.1',
    'a CONNECT of 9 KiB',
    [
      connect({
        fields: credentials('S-1', field('waste/v1/S-1/status'), field('x'.repeat(9_000))),
        flags: LOGIN | clean | will,
      }),
    ],
    {
      standard: 'CONNACK 0',
      hub: 'closed',
      why: 'strangers send it: 8 KiB are enough for ids, token and will',
    },
  ),
  atFirst(
    '[MQTT-3.1.2-2]',
    'MQTT 5',
    [packet(0x10, field('MQTT'), 5, LOGIN | clean, 0, 0, 0, ...credentials('S-1'))],
    {
      standard: 'CONNACK 1, closed',
      mosquitto: 'CONNACK 0',
    },
  ),
];
