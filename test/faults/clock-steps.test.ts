// F37 for what the watch says of a whole town: the clock of the hub steps an hour, those of the stations do not. No storm
// of alerts or messages, no negative time, and a case that is open ends as it would have.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeRobot, fakeRobot } from '../../src/watch/notifiers/fake-robots.test-support.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN } from '../support/town.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** In Chongqing, within service hours. */
const START = Date.parse('2026-11-24T10:00+08:00');
const STATIONS = Array.from({ length: 12 }, (_, number) => `k-${number}`);
const FULL = 'k-0';
/** Between two looks of the watch, and for each minute of the town's, by the real clock. */
const LOOK_MS = 5;
const MINUTE_TAKES_MS = 12;
const SOON_MS = 20_000;

let trueNow: number;
/** Of the hub's clock. */
let offsetMs: number;
let hub: HubUnderTest;
let robot: FakeRobot;
let kiosks: Map<string, Kiosk>;

interface Told {
  id: string;
  rule: string;
  state: string;
  resolved?: { reason: string };
}

beforeEach(async () => {
  [trueNow, offsetMs] = [START, 0];
  robot = await fakeRobot(() => ({ body: '{}' }));
  const webhook = { kind: 'webhook', name: 'city', url: { env: 'URL' }, signingSecret: { env: 'SECRET' } };
  hub = await startHub({
    declared: { ...TOWN, stations: STATIONS.map((id) => declaredStation(id)) },
    overrides: { clock: { now: () => trueNow + offsetMs }, watchEveryMs: LOOK_MS },
    duty: {
      people: [{ id: 'wei', name: '张伟', roles: ['driver'] }],
      posts: [{ area: 'town', role: 'driver', a: 'wei' }],
    },
    notifiers: { allowedHosts: ['127.0.0.1'], notifiers: [webhook] },
    secrets: { URL: `${robot.baseUrl}/in`, SECRET: 'correct-horse' },
  });
  const connect = async (station: string): Promise<[string, Kiosk]> => [
    station,
    await connectKiosk({ port: hub.mqttPort, station, now: () => trueNow }),
  ];
  kiosks = new Map(await Promise.all(STATIONS.map(connect)));
  for (const [station, kiosk] of kiosks)
    await kiosk.send('status', { state: 'online', connectionId: `c-${station}` });
});

afterEach(async () => {
  await Promise.all([...kiosks.values()].map((kiosk) => kiosk.close()));
  await hub.remove();
  await robot.stop();
});

/** Ten minutes of the town at a time; `level`: of the one bin that matters. */
async function pass(minutes: number, level: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    if (passed % 10 === 0) {
      for (const [station, kiosk] of kiosks) {
        const fillLevel = station === FULL ? level : 0.3;
        await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
      }
    }
    trueNow += MINUTE_MS;
    await sleep(MINUTE_TAKES_MS);
  }
}

async function alerts(): Promise<string[]> {
  const { items } = await hub.get<{ items: Told[] }>('/api/v1/alerts?limit=1000');
  return items.map(({ rule, state, resolved }) => [rule, state, resolved?.reason].filter(Boolean).join(' '));
}

/** Every number in an answer that tells a length of time. */
function lengthsIn(answer: unknown): number[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) =>
    typeof value === 'number' && /minutes|hours|seconds|ms$/i.test(key) ? [value] : lengthsIn(value),
  );
}

test.each([
  ['an hour ahead', HOUR_MS],
  ['an hour back', -HOUR_MS],
])('%s, and right again after half an hour', async (_name, stepMs) => {
  await pass(30, 0.2);
  await pass(40, 0.88);
  await expect.poll(alerts, { timeout: SOON_MS }).toEqual(['bin-full firing']);
  const [{ id = '' } = {}] = (await hub.get<{ items: Told[] }>('/api/v1/alerts')).items;
  await expect.poll(() => robot.requests.length, { timeout: SOON_MS }).toBe(1);

  offsetMs = stepMs;
  await pass(30, 0.89);
  expect(await alerts()).toEqual(['bin-full firing']);
  expect((await hub.post(`/api/v1/alerts/${id}/acknowledge`, { by: 'wei' })).status).toBe(200);
  offsetMs = 0;
  await pass(30, 0.9);
  expect(await alerts()).toEqual(['bin-full firing']);
  await pass(60, 0.05);
  await expect.poll(alerts, { timeout: SOON_MS }).toEqual(['bin-full resolved emptied']);

  // All that people were told is of that one case, each word once.
  const last = () => robot.requests.at(-1)?.raw ?? '';
  await expect.poll(last, { timeout: SOON_MS }).toContain('"kind":"resolved"');
  const ids = robot.requests.map(({ headers }) => String(headers['x-hub-delivery']));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((one) => !one.startsWith(id))).toEqual([]);
  expect(ids.length).toBeLessThan(8);

  await hub.historyCaughtUp();
  const range = `from=${START - HOUR_MS}&to=${START + 12 * HOUR_MS}`;
  const closure = await hub.get(`/api/v1/areas/town/closure?${range}&by=person`);
  const told = [closure, await hub.get(`/api/v1/alerts/${id}`), await hub.get('/readyz')];
  const lengths = lengthsIn([told, robot.requests.map(({ raw }) => JSON.parse(raw))]);
  expect(lengths.length).toBeGreaterThan(3);
  expect(lengths.filter((length) => length < 0)).toEqual([]);
});
