// Section 3.3.1.3: what is retained, and who finds it.
import { publish, subscribe } from './bytes.ts';
import { type Case, login, pair, type Site, scripted } from './case.ts';

const ALL = 'waste/v1/#';
const STATUS = 'waste/v1/S-1/status';

/** What a reader finds of what was retained; leaves nothing behind. */
async function retained(site: Site, qos: number, ...messages: Buffer[]): Promise<string> {
  const { station, reader } = await pair(site);
  await station.says(...messages);
  const found = await reader.says(subscribe(1, [ALL, qos]));
  await station.says(publish({ topic: STATUS, retain: true, payload: '' }));
  return found;
}

const status = (payload: string) => publish({ topic: STATUS, qos: 1, id: 7, retain: true, payload });

export const RETAINED_CASES: readonly Case[] = [
  scripted(
    '[MQTT-3.3.1-6]',
    'a retained message at a new subscription',
    (site) => retained(site, 1, status('{"a":1}')),
    { standard: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}' },
  ),
  scripted(
    '[MQTT-3.8.4-6]',
    'a retained message by QoS 1 at a subscription by QoS 0',
    (site) => retained(site, 0, status('{"a":1}')),
    { standard: 'SUBACK 0, PUBLISH status QoS 0 retained {"a":1}' },
  ),
  scripted(
    '[MQTT-3.3.1-5]',
    'the second of two retained messages',
    (site) => retained(site, 1, status('{"a":1}'), status('{"a":2}')),
    { standard: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":2}' },
  ),
  scripted(
    '[MQTT-3.3.1-10]',
    'an empty retained message after one with content',
    (site) => retained(site, 1, status('{"a":1}'), status('')),
    {
      standard: 'SUBACK 1',
      station: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}',
      why: 'an empty status is none: it is kept as a rejected message, and the last true one stays',
    },
  ),
  scripted(
    '[MQTT-3.3.1-12]',
    'a message that is not retained after one that is',
    (site) =>
      retained(site, 1, status('{"a":1}'), publish({ topic: STATUS, qos: 1, id: 8, payload: '{"a":2}' })),
    {
      standard: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}',
      station: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":2}',
      why: 'who subscribes finds the last status, also where the station forgot the flag',
    },
  ),
  scripted(
    '[MQTT-3.3.1-5]',
    'a retained message that is no status',
    async (site) => {
      const found = await retained(site, 1, publish({ retain: true, qos: 1, id: 7 }));
      await (await login(site)).says(publish({ retain: true, payload: '' }));
      return found;
    },
    {
      standard: 'SUBACK 1, PUBLISH event QoS 1 retained {}',
      station: 'SUBACK 1',
      why: 'who subscribes finds the last status of each station, and no old measurements',
    },
  ),
  scripted(
    '[MQTT-3.3.1-9]',
    'a retained message at a subscription that was there before',
    async (site) => {
      const { station, reader } = await pair(site, [STATUS, 1]);
      await station.says(status('{"a":1}'));
      const found = await reader.says();
      await station.says(publish({ topic: STATUS, retain: true, payload: '' }));
      return found;
    },
    { standard: 'PUBLISH status QoS 1 {"a":1}' },
  ),
  scripted(
    '[MQTT-3.8.4-3]',
    'a retained message when the same is subscribed again',
    async (site) => {
      const { station, reader } = await pair(site, [STATUS, 1]);
      await station.says(status('{"a":1}'));
      await reader.says();
      const found = await reader.says(subscribe(2, [STATUS, 1]));
      await station.says(publish({ topic: STATUS, retain: true, payload: '' }));
      return found;
    },
    { standard: 'SUBACK 1, PUBLISH status QoS 1 retained {"a":1}' },
  ),
];
