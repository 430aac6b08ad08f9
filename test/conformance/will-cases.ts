// Section 3.1.2.5: wills, faulty and sound, and what becomes of them.
import { connect, credentials, DISCONNECT, FLAGS, field, ILL_FORMED, publish, subscribe } from './bytes.ts';
import { atFirst, type Case, login, type Site, scripted } from './case.ts';
import type { Wire } from './wire.ts';

const { user, password, willRetain, willQos1, will, clean } = FLAGS;
const LOGIN = user | password;
const CLOSED = { standard: 'closed' };
const STATUS = 'waste/v1/S-1/status';

function withWill(topic: string | readonly number[], flags = 0, payload = '{"a":1}'): Buffer {
  const fields = credentials('S-1', field(topic), field(payload));
  return connect({ flags: LOGIN | clean | will | flags, fields });
}

/** What a reader hears of the will when the station goes. */
async function afterWill(site: Site, end: (station: Wire) => Promise<unknown>): Promise<string> {
  const reader = await login(site, 'reader');
  await reader.says(subscribe(1, [STATUS, 1]));
  await end(await login(site, 'S-1', withWill(STATUS)));
  return reader.says();
}

/** What a reader finds of the will who comes later; leaves nothing behind. */
async function found(site: Site, packet: Buffer): Promise<string> {
  const station = await login(site, 'S-1', packet);
  await station.vanish();
  const reader = await login(site, 'reader');
  await reader.says();
  const answer = await reader.says(subscribe(1, [STATUS, 1]));
  await (await login(site)).says(publish({ topic: STATUS, retain: true, payload: '' }));
  return answer;
}

export const WILL_CASES: readonly Case[] = [
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
  atFirst('[MQTT-3.1.2-14]', 'a will with QoS 3', [withWill(STATUS, 0x18)], CLOSED),
  atFirst(
    '[MQTT-3.1.2-9]',
    'the will flag without a will',
    [connect({ flags: LOGIN | clean | will })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-9]',
    'a will without a message',
    [connect({ flags: clean | will, fields: [field('S-1'), field(STATUS)] })],
    CLOSED,
  ),
  atFirst(
    '[MQTT-3.1.2-11]',
    'a will without its flag',
    [connect({ fields: credentials('S-1', field(STATUS), field('{}')) })],
    CLOSED,
  ),
  atFirst('[MQTT-4.7.1-1]', 'a will to a topic with `+`', [withWill('waste/v1/+/status')], CLOSED),
  atFirst('[MQTT-4.7.1-1]', 'a will to a topic with `#`', [withWill('waste/#')], CLOSED),
  atFirst('[MQTT-4.7.3-1]', 'a will to an empty topic', [withWill('')], CLOSED),
  atFirst('[MQTT-1.5.3-2]', 'a will to a topic with U+0000', [withWill('waste/\0')], CLOSED),
  atFirst('[MQTT-1.5.3-1]', 'a will to a topic in ill-formed UTF-8', [withWill(ILL_FORMED.byte)], CLOSED),
  atFirst('[MQTT-1.5.3-1]', 'a will to a topic with a surrogate', [withWill(ILL_FORMED.surrogate)], CLOSED),
  atFirst('3.1.3.3', 'a will with an empty message', [withWill(STATUS, 0, '')], { standard: 'CONNACK 0' }),
  scripted(
    '[MQTT-3.1.2-8]',
    'the will of a client that vanishes',
    (site) => afterWill(site, (station) => station.vanish()),
    {
      standard: 'PUBLISH status QoS 0 {"a":1}',
    },
  ),
  scripted(
    '[MQTT-3.1.2-8]',
    'the will of a client that breaks the protocol',
    (site) => afterWill(site, (station) => station.says(publish({ topic: 'a\0' }))),
    { standard: 'PUBLISH status QoS 0 {"a":1}' },
  ),
  scripted(
    '[MQTT-3.1.2-8]',
    'the will of a client that falls silent',
    async (site) => {
      const reader = await login(site, 'reader');
      await reader.says(subscribe(1, [STATUS, 1]));
      const fields = credentials('S-1', field(STATUS), field('{"a":1}'));
      const packet = connect({ flags: LOGIN | clean | will, keepAlive: 1, fields });
      await (await login(site, 'S-1', packet)).untilClosed();
      return reader.says();
    },
    { standard: 'PUBLISH status QoS 0 {"a":1}' },
  ),
  scripted(
    '[MQTT-3.14.4-3]',
    'the will of a client that disconnects',
    (site) => afterWill(site, (station) => station.says(DISCONNECT)),
    { standard: 'nothing' },
  ),
  scripted(
    '[MQTT-3.1.2-8]',
    'the will of a client that another connection takes the place of',
    (site) => afterWill(site, async () => login(site)),
    {
      standard: 'PUBLISH status QoS 0 {"a":1}',
      hub: 'nothing',
      why: 'a station that connects again is not offline',
    },
  ),
  scripted(
    '[MQTT-3.1.2-17]',
    'a retained will',
    (site) => found(site, withWill(STATUS, willRetain | willQos1)),
    {
      standard: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}',
    },
  ),
  scripted(
    '[MQTT-3.1.2-16]',
    'a will that is not retained, found by who comes later',
    (site) => found(site, withWill(STATUS, willQos1)),
    {
      standard: 'SUBACK 1',
      station: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}',
      why: 'who subscribes finds the last status, also where the station forgot the flag',
    },
  ),
];
