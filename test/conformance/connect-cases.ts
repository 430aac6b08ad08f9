// Section 3.1: who may come in, and how.
import { connect, credentials, FLAGS, field, ILL_FORMED, PINGREQ, packet, publish } from './bytes.ts';
import { atFirst, type Case, inSession, login, scripted } from './case.ts';

const { user, password, will, clean } = FLAGS;
const LOGIN = user | password;
const CLOSED = { standard: 'closed' };
export const CONNECT_CASES: readonly Case[] = [
  atFirst('[MQTT-3.1.4-4]', 'a CONNECT that is right', [connect()], { standard: 'CONNACK 0' }),
  atFirst('[MQTT-3.1.0-1]', 'a PUBLISH before it', [publish()], CLOSED),
  atFirst('[MQTT-3.1.0-1]', 'a PINGREQ before it', [PINGREQ], CLOSED),
  inSession('[MQTT-3.1.0-2]', 'a second CONNECT', [connect()], CLOSED),
  atFirst('[MQTT-2.2.2-2]', 'reserved bits of the fixed header set', [connect({ header: 0x12 })], CLOSED),
  atFirst('[MQTT-3.1.2-1]', 'protocol name `MQTX`', [connect({ name: 'MQTX' })], CLOSED),
  atFirst('[MQTT-3.1.2-1]', 'protocol name `mqtt`', [connect({ name: 'mqtt' })], CLOSED),
  atFirst('[MQTT-3.1.2-1]', 'an empty protocol name', [connect({ name: '' })], CLOSED),
  atFirst('[MQTT-3.1.2-2]', 'protocol level 0', [connect({ level: 0 })], { standard: 'CONNACK 1, closed' }),
  atFirst('[MQTT-3.1.2-2]', 'protocol level 132', [connect({ level: 132 })], {
    standard: 'CONNACK 1, closed',
    hub: 'CONNACK 0',
    mosquitto: 'CONNACK 0',
    why: 'bridges of Mosquitto mark themselves by the upper bit of the level 4; an integration may be one',
  }),
  atFirst('[MQTT-3.1.2-1]', 'name `MQIsdp` with level 4', [connect({ name: 'MQIsdp' })], {
    standard: 'closed',
    mosquitto: 'CONNACK 1, closed',
  }),
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
    '3.1.2.9',
    'a user name without a password',
    [connect({ flags: user | clean, fields: [field('S-1'), field('S-1')] })],
    { standard: 'CONNACK 0', station: 'CONNACK 4, closed', why: 'stations have a token each' },
  ),
  atFirst('3.1.2.8', 'neither user name nor password', [connect({ flags: clean, fields: [field('S-1')] })], {
    standard: 'CONNACK 0',
    station: 'CONNACK 4, closed',
    why: 'every user has a token',
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
    [connect({ fields: [field(ILL_FORMED.byte), field('S-1'), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-1.5.3-1]',
    'a user name in ill-formed UTF-8',
    [connect({ fields: [field('S-1'), field(ILL_FORMED.byte), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-1.5.3-1]',
    'a user name with a surrogate',
    [connect({ fields: [field('S-1'), field(ILL_FORMED.surrogate), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-1.5.3-2]',
    'a user name with U+0000',
    [connect({ fields: [field('S-1'), field('S\0'), field('token')] })],
    CLOSED,
  ),
  atFirst(
    '3.1.3.1',
    'a client id of 129 characters',
    [connect({ fields: [field('i'.repeat(129)), field('S-1'), field('token')] })],
    {
      standard: 'CONNACK 0',
      station: 'CONNACK 2, closed',
      why: 'as with every id that is not that of the user',
    },
  ),
  atFirst('3.1', 'a CONNECT with nothing in it', [packet(0x10)], CLOSED),
  atFirst(
    '3.1.3',
    'a CONNECT that ends within the client id',
    [connect({ fields: [Buffer.from([0, 9, 0x53])] })],
    CLOSED,
  ),
  atFirst('3.1.3', 'a CONNECT without a client id', [connect({ flags: clean, fields: [] })], CLOSED),
  atFirst('3.1.4', 'a PUBLISH right behind a good CONNECT', [connect(), publish({ qos: 1, id: 7 })], {
    standard: 'CONNACK 0, PUBACK 7',
  }),
  scripted('2.1', 'a CONNECT that comes byte by byte', async (site) => (await site.open()).drips(connect()), {
    standard: 'CONNACK 0',
  }),
  atFirst(
    '[MQTT-1.5.3-2]',
    'a client id with U+0000',
    [connect({ fields: [field('S\0'), field('S-1'), field('token')] })],
    CLOSED,
  ),
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
      await wire.says();
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
      return (await site.open()).says(kept);
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
      return (await site.open()).says(connect());
    },
    { standard: 'CONNACK 0' },
  ),
  atFirst(
    '2.2.3',
    'a CONNECT whose length has five bytes',
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
