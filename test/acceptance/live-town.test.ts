// What happens at one bin, told to everybody at once: the alert on the event stream, the advisory on the screens of its
// area, the plan of the crew; and what people do about it.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { advisoryTopic } from '../../src/protocol/topics.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, townOf } from '../support/town.ts';

const MINUTE_MS = 60_000;
const TOPIC = advisoryTopic('east');

let hub: HubUnderTest;
let now: number;
const kiosks: Kiosk[] = [];

function declared() {
  const place = { latitude: 29.55, longitude: 106.59 };
  const stations = [
    declaredStation('k-1', place),
    declaredStation('k-2', { ...place, latitude: 29.552, name: '二号站' }),
  ];
  return { ...townOf(), stations };
}

async function start(dataFolder?: string): Promise<void> {
  const overrides = { clock: { now: () => now }, watchEveryMs: 20 };
  hub = await startHub({ declared: declared(), overrides, ...(dataFolder && { dataFolder }) });
}

async function connect(station: string): Promise<Kiosk> {
  const kiosk = await connectKiosk({ port: hub.mqttPort, station, bootId: `boot-${now}`, now: () => now });
  kiosks.push(kiosk);
  return kiosk;
}

/** Levels of `food-1`, a minute apart. */
async function report(kiosk: Kiosk, ...levels: number[]): Promise<void> {
  for (const fillLevel of levels) {
    now += MINUTE_MS;
    await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
  }
}

interface Listed {
  items: { id: string; rule: string; alternatives?: object[] }[];
}

async function until<Answer>(path: string, isThere: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await hub.get<Answer>(path);
    if (isThere(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All text of an event stream so far. */
async function listen(): Promise<{ until(wanted: string): Promise<string> }> {
  const response = await fetch(`${hub.http}/api/v1/stream`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async until(wanted) {
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
      return text;
    },
  };
}

async function act(id: string, action: string, body: object): Promise<number> {
  return (await hub.post(`/api/v1/alerts/${id}/${action}`, body)).status;
}

beforeEach(async () => {
  now = Date.parse('2026-11-24T10:00+08:00');
  await start();
});

afterEach(async () => {
  await Promise.all(kiosks.splice(0).map((kiosk) => kiosk.close()));
  await hub.remove();
});

it('an overflowing bin is told to staff, screens and crew, until it is emptied', async () => {
  const [one, two] = [await connect('k-1'), await connect('k-2')];
  const stream = await listen();
  await stream.until('event: hello');
  await two.client.subscribeAsync(TOPIC);
  const told = two.next(TOPIC);
  await report(two, 0.2, 0.2);
  await report(one, 0.98, 0.98, 0.98);

  expect(await stream.until('"rule":"bin-overflowing"')).toContain('event: alert');
  now += 6_000;
  const advisory = JSON.parse(await told);
  expect(advisory).toMatchObject({
    kind: 'overflowing',
    stream: 'food',
    bins: [{ station: 'k-1', binId: 'food-1' }],
    alternatives: [{ station: 'k-2', name: '二号站', distanceM: 220 }],
  });
  expect(advisory.validUntil - now).toBeLessThanOrEqual(120 * MINUTE_MS);
  await stream.until('event: advisory');
  await stream.until('event: levels');

  const plan = await hub.get<{ stops: object[] }>('/api/v1/collection-plan?stream=food');
  expect(plan.stops).toMatchObject([{ station: 'k-1', bins: [{ binId: 'food-1', level: 0.98 }] }]);
  const { items } = await hub.get<Listed>('/api/v1/alerts?state=open&rule=bin-overflowing');
  const id = items[0]?.id ?? '';
  expect(await act(id, 'acknowledge', { by: 'li' })).toBe(200);
  expect(await act(id, 'acknowledge', { by: 'wang' })).toBe(409);
  expect(await stream.until('"kind":"acknowledged"')).toContain('"by":"li"');

  await report(one, 0.02, 0.02, 0.02, 0.02, 0.02);
  await until<Listed>('/api/v1/alerts?state=open&rule=bin-overflowing', (list) => list.items.length === 0);
  const ended = two.next(TOPIC);
  now += 6_000;
  await new Promise((resolve) => setTimeout(resolve, 100));
  now += 6 * MINUTE_MS;
  expect(await ended).toBe('');
  await until<Listed>('/api/v1/advisories', (list) => list.items.length === 0);
});

it('what people said of a case is told for ever: to whom it was given, until when it was put off', async () => {
  const kiosk = await connect('k-1');
  await kiosk.send('event', { kind: 'smoke', phase: 'raised' });
  const { items } = await until<Listed>('/api/v1/alerts?state=firing', (list) => list.items.length > 0);
  const id = items[0]?.id ?? '';
  const due = new Date(now + 90 * MINUTE_MS).toISOString();
  const deeds: [string, object][] = [
    ['comment', { note: 'seen from the road' }],
    ['assign', { to: 'wang', note: 'is nearer' }],
    ['postpone', { until: due, reason: 'the fire brigade is there' }],
    ['attach-case', { number: '141-77' }],
  ];
  for (const [action, body] of deeds) expect(await act(id, action, { by: 'li', ...body })).toBe(200);
  await kiosk.send('event', { kind: 'smoke', phase: 'cleared' });
  await until<Listed>('/api/v1/alerts?state=open', (list) => list.items.length === 0);
  const kept = await hub.get<{ events: object[] }>(`/api/v1/alerts/${id}`);
  const [kinds] = [kept.events.map((event) => (event as { kind: string }).kind)];
  expect(kinds).toEqual(['fired', 'commented', 'assigned', 'postponed', 'case-attached', 'resolved']);

  // Once the watch has forgotten it.
  await hub.historyCaughtUp();
  now += 8 * 24 * 60 * MINUTE_MS;
  await until<Listed>('/api/v1/alerts?state=resolved', (list) => list.items.every((one) => one.id !== id));
  expect(await hub.get(`/api/v1/alerts/${id}`)).toEqual(kept);
  const { groups } = await hub.get<{ groups: { key: string; postponed: number }[] }>(
    `/api/v1/areas/town/closure?by=person&from=${now - 9 * 24 * 60 * MINUTE_MS}&to=${now}`,
  );
  expect(groups).toMatchObject([{ key: 'wang', postponed: 1 }]);
});

it('an advisory is found by a station that connects after a restart of the hub', async () => {
  await report(await connect('k-1'), 0.98, 0.98, 0.98);
  await until<Listed>('/api/v1/alerts?state=firing', (list) => list.items.length > 0);
  now += 6_000;
  const before = await until<Listed>('/api/v1/advisories', (list) => list.items.length === 1);
  await kiosks.pop()?.close();
  await hub.stop();
  await start(hub.dataFolder);
  const two = await connect('k-2');
  const found = two.next(TOPIC);
  await two.client.subscribeAsync(TOPIC);
  expect(JSON.parse(await found).id).toBe(before.items[0]?.id);
  expect(await hub.get<Listed>('/api/v1/advisories')).toEqual(before);
});
