// F46 with a real receiver over HTTP: away, slow, out of order, or telling lies. Sent at least once, the same id each
// time, so that one who knows ids has each message once; and no secret in the log.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../log.ts';
import { createAddressGuard } from '../notifiers/address-guard.ts';
import { type FakeRobot, fakeRobot } from '../notifiers/fake-robots.test-support.ts';
import { createNotifier, notifierSchema } from '../notifiers/index.ts';
import { alertMessage, facts, NOW } from '../notifiers/messages.test-support.ts';
import { type MemoryOutbox, memoryOutbox } from './memory-outbox.test-support.ts';
import { createOutbox, type Outbox } from './outbox.ts';

const SECRET = 'SEC4b8a6d0f1e2c3b4a5d6e7f8091a2b3c4';
const TOKEN = 'bfa1b7f0d5a84c11a0c2d1aab2f2a2f0';
const MESSAGES = 12;

type Answer = ReturnType<Parameters<typeof fakeRobot>[0]>;
const ok: Answer = { body: '{"errcode":0,"errmsg":"ok"}' };

let answer: Answer;
let receiver: FakeRobot;
let store: MemoryOutbox;
let now: number;
let log: string;

beforeEach(async () => {
  answer = ok;
  receiver = await fakeRobot(() => answer);
  store = memoryOutbox();
  now = NOW;
  log = '';
});
afterEach(() => receiver.stop());

function start(settings: object): Outbox {
  const clock = { now: () => now };
  const write = (line: string) => {
    log += line;
  };
  const context = {
    log: createLog({ level: 'debug', stream: { write } }),
    clock,
    guard: createAddressGuard(['127.0.0.1']),
  };
  const parsed = notifierSchema(z.string()).parse({ name: 'city', timeoutSeconds: 1, ...settings });
  const notifiers = [createNotifier(parsed, context)];
  const [giveUpMs, draw] = [24 * 3_600_000, () => 0.5];
  return createOutbox({ notifiers, store, clock, log: context.log, draw, giveUpMs });
}

async function run(outbox: Outbox, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    outbox.step();
    await outbox.settled();
    now += 1_000;
  }
}

const webhook = () => ({
  kind: 'webhook',
  url: `${receiver.baseUrl}/in?token=${TOKEN}`,
  signingSecret: SECRET,
});
const dingtalk = () => ({
  kind: 'dingtalk',
  accessToken: TOKEN,
  signingSecret: SECRET,
  baseUrl: receiver.baseUrl,
});

const WAYS: Record<string, Answer> = {
  'takes it and is cut before it answers': 'cut',
  'says nothing': 'silence',
  'is out of order': { status: 500, body: `at handler(token=${TOKEN}, secret=${SECRET})` },
  'is overloaded': { status: 503, headers: { 'retry-after': '30' }, body: '' },
  'sends elsewhere': { status: 307, headers: { location: 'http://169.254.169.254/' }, body: '' },
  'does not know us': { status: 401, body: `bad token ${TOKEN}` },
};

test.each(Object.entries(WAYS))('a webhook that %s', async (_, fault) => {
  const messages = Array.from({ length: MESSAGES }, (__, n) => ({
    ...alertMessage({ id: `alert-${n}/0` }),
    facts: facts({ alertId: `alert-${n}` }),
  }));
  store.add('city', messages);
  answer = fault;
  const outbox = start(webhook());
  await run(outbox, 20);
  expect(store.waiting()).toHaveLength(MESSAGES);
  expect(outbox.state()[0]?.failing?.reason).toMatch(/\S/);
  answer = ok;
  const before = receiver.requests.length;
  await run(outbox, 900);
  expect(store.waiting()).toEqual([]);
  const ids = receiver.requests.slice(before).map(({ headers }) => headers['x-hub-delivery']);
  expect(new Set(ids)).toEqual(new Set(messages.map(({ id }) => id)));
  // Each once from then on; what came before bore the same ids.
  expect(ids).toHaveLength(MESSAGES);
  expect(log).toContain('messages do not get through');
  for (const secret of [TOKEN, SECRET]) expect(log).not.toContain(secret);
});

test('a robot that says 200 and means no; then it comes, once, in as many messages as it takes', async () => {
  const messages = Array.from({ length: 40 }, (_, n) => ({
    ...alertMessage({ id: `alert-${n}/0` }),
    facts: facts({ alertId: `alert-${n}`, stationName: `站 ${n} 号` }),
  }));
  store.add('city', messages);
  answer = { body: `{"errcode":310000,"errmsg":"sign not match, ${SECRET}"}` };
  const outbox = start(dingtalk());
  await run(outbox, 60);
  expect(store.waiting()).toHaveLength(40);
  answer = ok;
  const before = receiver.requests.length;
  await run(outbox, 900);
  expect(store.waiting()).toEqual([]);
  const text = receiver.requests
    .slice(before)
    .map(({ body }) => body.markdown?.text)
    .join('\n');
  for (let n = 0; n < 40; n += 1) expect(text).toContain(`桶已满：站 ${n} 号`);
  expect(receiver.requests.length - before).toBeLessThan(40);
  for (const secret of [TOKEN, SECRET]) expect(log).not.toContain(secret);
});
