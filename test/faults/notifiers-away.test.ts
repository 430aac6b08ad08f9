// F46 through the product as it runs: robots that are away or say no for a while, and a hub that is killed meanwhile.
// Every message arrives, each case is open once, and nothing is sent that was taken already.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeRobot, fakeRobot } from '../../src/watch/notifiers/fake-robots.test-support.ts';
import { effort, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { townOf } from '../support/town.ts';

const nameOf = (station: string) => `站 ${station}`;

type Answer = ReturnType<Parameters<typeof fakeRobot>[0]>;

const STATIONS = ['k-1', 'k-2', 'k-3', 'k-4'];
/** Of which is told when everything else was: of its fire, and of the warning of the area that a fire causes. */
const LAST = 'k-5';
const TOLD_OF_LAST = 2;
const AWAY_MS = effort({ quick: 1_000, full: 180_000 });
/** Of the longest pause between two tries, and a machine that does much else. */
const SOON_MS = 60_000 + 2 * AWAY_MS;
const TAKEN: Answer = { body: '{"errcode":0,"errmsg":"ok"}' };
/** As WeCom says it when it was asked too often. */
const REFUSED: Answer = { body: '{"errcode":45009,"errmsg":"api freq out of limit"}' };
const ENV = { CITY_SECRET: 'correct-horse', DUTY_KEY: 'battery-staple' };

let folder: HubFolder;
let hub: HubProcess;
let city: FakeRobot;
let duty: FakeRobot;
let answers: { city: Answer; duty: Answer };

beforeEach(async () => {
  answers = { city: TAKEN, duty: TAKEN };
  city = await fakeRobot(() => answers.city);
  duty = await fakeRobot(() => answers.duty);
  folder = await createHubFolder({ declared: townOf(...STATIONS, LAST) });
  const notifiers = [
    { kind: 'webhook', name: 'city', url: { env: 'CITY_URL' }, signingSecret: { env: 'CITY_SECRET' } },
    { kind: 'wecom', name: 'duty', key: { env: 'DUTY_KEY' }, baseUrl: duty.baseUrl },
  ].map((one) => ({ ...one, timeoutSeconds: 1 }));
  const content = JSON.stringify({ allowedHosts: ['127.0.0.1'], notifiers });
  await writeFile(join(folder.path, 'config/notifiers.yaml'), content);
  hub = await start();
});

afterEach(async () => {
  await killAll();
  await Promise.all([city.stop(), duty.stop()]);
  await folder.remove();
});

function start(): Promise<HubProcess> {
  return startHubProcess(folder, { env: { ...ENV, CITY_URL: `${city.baseUrl}/in` } });
}

async function report(station: string, kind = 'litter'): Promise<void> {
  const told = { by: 'li', station, kind };
  expect((await hub.post('/api/v1/alerts', told)).status).toBe(201);
}

/** Ids of what the webhook was given, from one request on. */
function givenToCity(from = 0): unknown[] {
  return city.requests.slice(from).map(({ headers }) => headers['x-hub-delivery']);
}

function textsOfDuty(from = 0): string[] {
  return duty.requests.slice(from).map(({ body }) => body.markdown?.content ?? body.text?.content ?? '');
}

/** In how many messages; within one the name may stand twice. */
function timesToldByDuty(station: string, from: number): number {
  return textsOfDuty(from).filter((text) => text.includes(nameOf(station))).length;
}

const WAYS: [name: string, city: Answer, duty: Answer][] = [
  ['say 200 and mean no, or take it and are cut', 'cut', REFUSED],
  ['are out of order, or silent', { status: 500, body: '' }, 'silence'],
];

test.each(WAYS.slice(0, effort({ quick: 1, full: 2 })))(
  'robots that %s, and two kills: everything arrives, nothing again',
  async (_name, cityAway, dutyAway) => {
    answers = { city: cityAway, duty: dutyAway };
    for (const station of STATIONS.slice(0, 2)) await report(station);
    await expect.poll(() => Math.min(city.requests.length, duty.requests.length)).toBeGreaterThan(0);
    await hub.end('SIGKILL');
    hub = await start();
    for (const station of STATIONS.slice(2)) await report(station);
    await sleep(AWAY_MS);
    await hub.end('SIGKILL');
    hub = await start();

    const [cityFrom, dutyFrom] = [city.requests.length, duty.requests.length];
    answers = { city: TAKEN, duty: TAKEN };
    const missing = () => STATIONS.filter((station) => timesToldByDuty(station, dutyFrom) === 0);
    await expect.poll(missing, { timeout: SOON_MS, interval: 100 }).toEqual([]);
    await expect.poll(() => new Set(givenToCity(cityFrom)).size, { timeout: SOON_MS }).toBe(STATIONS.length);

    // Whatever came again would come before what is new; what is urgent waits for no digest.
    await report(LAST, 'fire');
    await expect.poll(() => timesToldByDuty(LAST, dutyFrom), { timeout: SOON_MS }).toBe(TOLD_OF_LAST);
    const given = STATIONS.length + TOLD_OF_LAST;
    await expect.poll(() => givenToCity(cityFrom).length, { timeout: SOON_MS }).toBe(given);
    expect(new Set(givenToCity(cityFrom)).size).toBe(given);
    for (const station of STATIONS) expect(timesToldByDuty(station, dutyFrom)).toBe(1);
    const open = await hub.list<{ station: string }>('/api/v1/alerts?state=open');
    expect(open.map(({ station }) => station)).toEqual([...STATIONS, LAST].reverse());
    expect(hub.log().filter(({ level }) => level === 'error')).toEqual([]);
  },
  timeFor((2 * AWAY_MS) / 1_000 + 20, 2),
);
