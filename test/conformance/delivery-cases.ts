// Sections 3.3 and 4: what arrives at a subscriber, how often and in which order.
import { ack, connect, credentials, FLAGS, publish, subscribe, unsubscribe } from './bytes.ts';
import { type Case, login, pair, type Site, scripted } from './case.ts';
import type { Wire } from './wire.ts';

const ALL = 'waste/v1/#';
const EVENTS = 'waste/v1/+/event';
/** Of a reader whose session is to outlive its connection. */
const KEPT = connect({ flags: FLAGS.user | FLAGS.password, fields: credentials('reader') });

/** What a reader hears of one message. */
async function heard(site: Site, filters: [string, number][], ...messages: Buffer[]): Promise<string> {
  const { station, reader } = await pair(site, ...filters);
  for (const message of messages) await station.says(message);
  return reader.says();
}

/** With nothing in its session but a subscription. */
async function keptReader(site: Site): Promise<Wire> {
  await (await login(site, 'reader')).leave();
  const reader = await login(site, 'reader', KEPT);
  await reader.says(subscribe(1, [EVENTS, 1]));
  return reader;
}

/** Goes without a word, and misses a message. */
async function away(site: Site): Promise<void> {
  await (await keptReader(site)).vanish();
  await (await login(site)).says(publish({ qos: 1, id: 7 }));
}

export const DELIVERY_CASES: readonly Case[] = [
  scripted(
    '[MQTT-3.8.4-6]',
    'QoS 1 to a subscription by QoS 0',
    (site) => heard(site, [[EVENTS, 0]], publish({ qos: 1, id: 7 })),
    { standard: 'PUBLISH event QoS 0 {}' },
  ),
  scripted(
    '[MQTT-3.8.4-6]',
    'QoS 2 to a subscription by QoS 1',
    (site) => heard(site, [[EVENTS, 1]], publish({ qos: 2, id: 7 }), ack(0x62, 7)),
    { standard: 'PUBLISH event QoS 1 {}' },
  ),
  scripted(
    '[MQTT-3.3.5-1]',
    'overlapping subscriptions by QoS 1 and 2',
    (site) =>
      heard(
        site,
        [
          [ALL, 1],
          [EVENTS, 2],
        ],
        publish({ qos: 2, id: 7 }),
        ack(0x62, 7),
      ),
    { standard: 'PUBLISH event QoS 2 {}' },
  ),
  scripted(
    '[MQTT-3.3.5-1]',
    'overlapping subscriptions by QoS 0 and 1',
    (site) =>
      heard(
        site,
        [
          [ALL, 0],
          [EVENTS, 1],
        ],
        publish({ qos: 1, id: 7 }),
      ),
    {
      standard: 'PUBLISH event QoS 1 {}',
      hub: 'PUBLISH event QoS 0 {}',
      why: 'Aedes serves the subscription that it finds first; who needs QoS 1 subscribes once',
    },
  ),
  scripted(
    '[MQTT-4.6.0-6]',
    'the order of five messages',
    (site) =>
      heard(
        site,
        [[EVENTS, 0]],
        Buffer.concat(
          ['1', '2', '3', '4', '5'].map((payload, place) => publish({ qos: 1, id: 9 - place, payload })),
        ),
      ),
    { standard: [1, 2, 3, 4, 5].map((payload) => `PUBLISH event QoS 0 ${payload}`).join(', ') },
  ),
  scripted(
    '[MQTT-4.3.3-2]',
    'a PUBLISH by QoS 2 that comes again before its PUBREL',
    (site) =>
      heard(
        site,
        [[EVENTS, 0]],
        publish({ qos: 2, id: 7 }),
        publish({ qos: 2, id: 7, dup: true }),
        ack(0x62, 7),
      ),
    { standard: 'PUBLISH event QoS 0 {}' },
  ),
  scripted(
    '[MQTT-4.3.3-1]',
    'a subscriber by QoS 2',
    async (site) => {
      const { station, reader } = await pair(site, [EVENTS, 2]);
      await station.says(publish({ qos: 2, id: 7 }));
      await station.says(ack(0x62, 7));
      await reader.says();
      return (await reader.says(ack(0x50, 1))).replace(/\d+$/, 'n');
    },
    { standard: 'PUBREL n' },
  ),
  scripted(
    '[MQTT-3.3.1-3]',
    'a duplicate by QoS 1 that is passed on',
    (site) => heard(site, [[EVENTS, 1]], publish({ qos: 1, id: 7, dup: true })),
    { standard: 'PUBLISH event QoS 1 {}' },
  ),
  scripted(
    '[MQTT-4.7.1-2]',
    'a subscription to `.../event/#`, which means its parent too',
    (site) => heard(site, [['waste/v1/S-1/event/#', 0]], publish()),
    { standard: 'PUBLISH event QoS 0 {}' },
  ),
  scripted(
    '[MQTT-4.7.3-4]',
    'a subscription in capitals',
    (site) => heard(site, [['waste/v1/S-1/EVENT', 0]], publish()),
    { standard: 'nothing' },
  ),
  scripted(
    '[MQTT-1.5.3-3]',
    'a topic with U+FEFF',
    (site) => heard(site, [[ALL, 0]], publish({ topic: 'waste/v1/\uFEFFevent' })),
    { standard: 'PUBLISH \uFEFFevent QoS 0 {}' },
  ),
  scripted(
    '[MQTT-3.8.4-1]',
    'the 33rd subscription of a connection',
    async (site) => {
      const reader = await login(site, 'reader');
      for (let id = 1; id <= 32; id++) await reader.says(subscribe(id, [`waste/v1/S-${id}/event`, 0]));
      return reader.says(subscribe(33, [EVENTS, 0]));
    },
    {
      standard: 'SUBACK 0',
      hub: 'SUBACK 128',
      why: 'each one is looked at for each message; wildcards do the same with one',
    },
  ),
  scripted(
    '[MQTT-3.10.4-2]',
    'a message after an UNSUBSCRIBE',
    async (site) => {
      const { station, reader } = await pair(site, [EVENTS, 0]);
      await reader.says(unsubscribe(2, EVENTS));
      await station.says(publish());
      return reader.says();
    },
    { standard: 'nothing' },
  ),
  scripted(
    '[MQTT-4.7.2-1]',
    'a message to `$a/b` at a subscription to `#`',
    async (site) => {
      const { station, reader } = await pair(site, ['#', 0]);
      await station.says(publish({ topic: '$a/b' }));
      return reader.says();
    },
    { standard: 'nothing' },
  ),
  scripted(
    '[MQTT-3.1.2-6]',
    'a message for a session that was kept, then asked for as a clean one',
    async (site) => {
      await away(site);
      return (await site.open()).says(connect({ fields: credentials('reader') }));
    },
    { standard: 'CONNACK 0' },
  ),
  scripted(
    '[MQTT-3.1.2-5]',
    'a message for a session that is to be kept, while it is away',
    async (site) => {
      await away(site);
      return (await site.open()).says(KEPT);
    },
    {
      standard: 'CONNACK 0 session present, PUBLISH event QoS 1 {}',
      hub: 'CONNACK 0',
      why: 'nothing is kept for who is away; integrations ask the API for what they missed',
    },
  ),
  scripted(
    '[MQTT-4.4.0-1]',
    'a message that was not acknowledged, when its session comes back',
    async (site) => {
      const reader = await keptReader(site);
      await (await login(site)).says(publish({ qos: 1, id: 7 }));
      await reader.vanish();
      return (await site.open()).says(KEPT);
    },
    {
      standard: 'CONNACK 0 session present, PUBLISH event QoS 1 dup {}',
      hub: 'CONNACK 0',
      why: 'nothing is kept for who is away; integrations ask the API for what they missed',
    },
  ),
];
