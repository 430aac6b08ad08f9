// Each robot against a server that answers as the real one does.
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Log, silentLog } from '../../log.ts';
import { createAddressGuard } from './address-guard.ts';
import type { NotifierContext } from './context.ts';
import {
  type FakeRobot,
  fakeAnswering,
  fakeDingtalk,
  fakeFeishu,
  fakeWecom,
} from './fake-robots.test-support.ts';
import { createNotifier, notifierSchema } from './index.ts';
import type { Message } from './message.ts';
import { alertMessage, digestMessage, HOSTILE, NOW, person } from './messages.test-support.ts';
import type { Notifier } from './notifier.ts';
import { testMessage } from './test-message.ts';

const SECRETS = {
  key: '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa',
  accessToken: 'bfa1b7f0d5a84c11a0c2d1aab2f2a2f0',
  signingSecret: 'SEC4b8a6d0f1e2c3b4a5d6e7f8091a2b3c4',
  hookId: 'f3a7c9d1-2b4e-4f60-8a1c-0d9e8f7a6b5c',
};

let robots: FakeRobot[] = [];
afterEach(async () => {
  for (const robot of robots) await robot.stop();
  robots = [];
});

async function running(robot: Promise<FakeRobot>): Promise<FakeRobot> {
  robots.push(await robot);
  return robot;
}

function context(changes: Partial<NotifierContext> = {}): NotifierContext {
  return {
    log: silentLog,
    clock: { now: () => NOW },
    guard: createAddressGuard(['127.0.0.1']),
    caseLink: ({ alertId, audience }) => `https://hub.example.cn/case#${alertId}-${audience}`,
    ...changes,
  };
}

const schema = notifierSchema(z.string());

function notifier(settings: object, changes: Partial<NotifierContext> = {}): Notifier {
  return createNotifier(schema.parse({ name: 'duty', ...settings }), context(changes));
}

function send(to: Notifier, message: Message = alertMessage()) {
  return to.send(message, new AbortController().signal);
}

const wecom = ({ baseUrl }: FakeRobot, more: object = {}) =>
  notifier({ kind: 'wecom', key: SECRETS.key, baseUrl, ...more });
const dingtalk = ({ baseUrl }: FakeRobot, more: object = {}) => {
  const { accessToken, signingSecret } = SECRETS;
  return notifier({ kind: 'dingtalk', accessToken, signingSecret, baseUrl, ...more });
};
const feishu = ({ baseUrl }: FakeRobot, more: object = {}) =>
  notifier({
    kind: 'feishu',
    hookId: SECRETS.hookId,
    signingSecret: SECRETS.signingSecret,
    baseUrl,
    ...more,
  });
const webhook = ({ baseUrl }: FakeRobot, more: object = {}) =>
  notifier({
    kind: 'webhook',
    url: `${baseUrl}/in?token=${SECRETS.key}`,
    signingSecret: SECRETS.signingSecret,
    ...more,
  });

const startDingtalk = () =>
  running(fakeDingtalk({ token: SECRETS.accessToken, secret: SECRETS.signingSecret, now: () => NOW }));
const startFeishu = () =>
  running(fakeFeishu({ hookId: SECRETS.hookId, secret: SECRETS.signingSecret, now: () => NOW }));

describe('WeCom', () => {
  test('takes markdown with the link of the case', async () => {
    const robot = await running(fakeWecom(SECRETS.key));
    expect(await send(wecom(robot))).toEqual({ ok: true, answer: 'errcode 0: ok' });
    expect(robot.requests[0]?.body.markdown?.content).toContain(
      '[查看并处理](https://hub.example.cn/case#bin-full/ts-001/food.m1-duty)',
    );
  });

  test('mentions by phone in text, also in a digest; others are no business of that robot', async () => {
    const robot = await running(fakeWecom(SECRETS.key));
    const li = person(
      'li',
      '李雷',
      { notifier: 'duty', address: '13800000001' },
      { notifier: 'office', address: 'li@example.cn' },
    );
    const han = person('han', '韩梅梅', { notifier: 'duty', address: 'HanMeimei' });
    await send(wecom(robot), alertMessage({ kind: 'escalated', to: [li, han] }));
    expect(robot.requests[0]?.body).toMatchObject({
      msgtype: 'text',
      text: { mentioned_mobile_list: ['13800000001'], mentioned_list: ['HanMeimei'] },
    });
    const [item] = digestMessage(1).items;
    const items = [
      ...digestMessage(400).items,
      ...(item ? [{ ...item, kind: 'escalated' as const, to: [li] }] : []),
    ];
    expect(await send(wecom(robot), { ...digestMessage(0), items })).toMatchObject({ ok: true });
    expect(robot.requests[1]?.body.text?.mentioned_mobile_list).toEqual(['13800000001']);
    expect(JSON.stringify(robot.requests)).not.toContain('li@example.cn');
  });

  test('whoever is only told of an alert is not mentioned', async () => {
    const robot = await running(fakeWecom(SECRETS.key));
    await send(
      wecom(robot),
      alertMessage({ to: [person('li', '李雷', { notifier: 'duty', address: '13800000001' })] }),
    );
    expect(robot.requests[0]?.body.msgtype).toBe('markdown');
    expect(robot.requests[0]?.raw).not.toContain('13800000001');
  });

  test('too many is "busy", in its own words', async () => {
    const robot = await running(fakeWecom(SECRETS.key, 0));
    const outcome = await send(wecom(robot));
    expect(outcome).toMatchObject({ ok: false, fault: 'busy', retryAfterMs: 60_000 });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('errcode 45009: api freq out of limit'));
  });

  test('HTTP 200 with an error code is a failure, and the key it repeats is hidden', async () => {
    const robot = await running(fakeWecom('another-key-than-ours'));
    const outcome = await send(wecom(robot));
    expect(outcome).toMatchObject({ ok: false, fault: 'refused' });
    expect(outcome).toHaveProperty(
      'reason',
      expect.stringContaining('errcode 93000: invalid webhook url, key ?key=***'),
    );
    expect(JSON.stringify(outcome)).not.toContain(SECRETS.key);
  });
});

describe('DingTalk', () => {
  test('checks the signature and takes markdown', async () => {
    const robot = await startDingtalk();
    expect(await send(dingtalk(robot))).toEqual({ ok: true, answer: 'errcode 0: ok' });
    expect(robot.requests[0]?.body).toMatchObject({
      markdown: { title: '【告警】桶已满' },
      at: { isAtAll: false },
    });
  });

  test('whoever is mentioned stands in the text as well', async () => {
    const robot = await startDingtalk();
    const li = person('li', '李雷', { notifier: 'duty', address: '13800000001' });
    await send(dingtalk(robot), alertMessage({ kind: 'escalated', to: [li] }));
    const { at, markdown } = robot.requests[0]?.body ?? {};
    expect(at?.atMobiles).toEqual(['13800000001']);
    expect(markdown?.text).toMatch(/\n@13800000001$/);
  });

  test('a wrong secret and a clock that is wrong are refused in its own words', async () => {
    const robot = await startDingtalk();
    expect(await send(dingtalk(robot, { signingSecret: 'SEC-other' }))).toEqual({
      ok: false,
      fault: 'refused',
      reason: 'errcode 310000: sign not match',
    });
    const { accessToken, signingSecret } = SECRETS;
    const settings = { kind: 'dingtalk', accessToken, signingSecret, baseUrl: robot.baseUrl };
    const late = notifier(settings, { clock: { now: () => NOW - 2 * 3_600_000 } });
    expect(await send(late)).toHaveProperty('reason', 'errcode 310000: invalid timestamp');
  });

  test('too fast shuts it for ten minutes', async () => {
    const robot = await running(
      fakeDingtalk({ token: SECRETS.accessToken, secret: SECRETS.signingSecret, now: () => NOW, taken: 0 }),
    );
    expect(await send(dingtalk(robot))).toMatchObject({ ok: false, fault: 'busy', retryAfterMs: 600_000 });
  });
});

describe('Feishu', () => {
  test('checks the signature and takes text, also 120 cases in one', async () => {
    const robot = await startFeishu();
    expect(await send(feishu(robot))).toEqual({ ok: true, answer: 'code 0: success' });
    expect(await send(feishu(robot), digestMessage(120))).toMatchObject({ ok: true });
  });

  test('mentions by id, and nobody by what a name says', async () => {
    const robot = await startFeishu();
    const to = HOSTILE.map((name, i) =>
      person(`p${i}`, name, { notifier: 'duty', address: i === 0 ? 'ou_84aad35d' : name }),
    );
    await send(feishu(robot), alertMessage({ kind: 'escalated', to }));
    const { text } = robot.requests[0]?.body.content ?? {};
    expect(text?.match(/<[^/][^>]*>/g)).toEqual(['<at user_id="ou_84aad35d">']);
  });

  test('a wrong secret and a wrong hook are refused in its own words', async () => {
    const robot = await startFeishu();
    expect(await send(feishu(robot, { signingSecret: 'another-secret' }))).toMatchObject({
      fault: 'refused',
      reason: expect.stringMatching(/^code 19021: sign match fail/),
    });
    expect(await send(feishu(robot, { hookId: 'another-hook' }))).toMatchObject({
      fault: 'refused',
      reason: expect.stringMatching(/^code 19001: param invalid/),
    });
  });
});

describe('a webhook', () => {
  test('gets signed JSON with the id of the message', async () => {
    const robot = await running(fakeAnswering({ body: '' }));
    const message = alertMessage({}, { externalCase: '141-7', note: HOSTILE[2] });
    expect(await send(webhook(robot), message)).toEqual({ ok: true, answer: 'HTTP 200' });
    const [request] = robot.requests;
    const signature = createHmac('sha256', SECRETS.signingSecret)
      .update(request?.raw ?? '')
      .digest('hex');
    expect(request?.headers).toMatchObject({
      'x-hub-signature-256': `sha256=${signature}`,
      'x-hub-delivery': message.id,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(request?.body).toMatchObject({
      version: 1,
      id: message.id,
      kind: 'raised',
      at: '2026-11-23T06:40:00.000Z',
      alert: { id: 'bin-full/ts-001/food.m1', rule: 'bin-full', level: 0.924, externalCase: '141-7' },
    });
    expect(request?.body.alert?.note).toBe('Station Bcc: all@example.com hello');
  });

  test('the same message is the same request, byte for byte', async () => {
    const robot = await running(fakeAnswering({ body: '' }));
    for (let i = 0; i < 2; i += 1) await send(webhook(robot));
    expect(robot.requests[0]?.raw).toBe(robot.requests[1]?.raw);
  });

  test.each([
    [503, 'away'],
    [408, 'away'],
    [429, 'busy'],
    [401, 'refused'],
    [404, 'refused'],
    [422, 'refused'],
  ])('HTTP %i is "%s", with the words of the answer', async (status, fault) => {
    const body = `no, because of ${SECRETS.signingSecret}\nand ${SECRETS.key}`;
    const robot = await running(fakeAnswering({ status, headers: { 'retry-after': '7' }, body }));
    const reason = `HTTP ${status}: no, because of *** and ***`;
    expect(await send(webhook(robot))).toEqual({ ok: false, fault, reason, retryAfterMs: 7_000 });
  });
});

describe('every robot', () => {
  const all = [
    ['wecom', wecom],
    ['dingtalk', dingtalk],
    ['feishu', feishu],
    ['webhook', webhook],
  ] as const;
  const secrets = Object.values(SECRETS);

  test.each(all)('%s: a redirect is not followed (F76)', async (_, create) => {
    const inside = await running(fakeAnswering({ body: '{"errcode":0,"code":0}' }));
    const robot = await running(
      fakeAnswering({ status: 302, headers: { location: inside.baseUrl }, body: '' }),
    );
    expect(await send(create(robot))).toMatchObject({
      fault: 'refused',
      reason: 'HTTP 302: redirects are not followed',
    });
    expect(inside.requests).toHaveLength(0);
  });

  test('what does not answer is given up', async () => {
    const robot = await running(fakeAnswering('silence'));
    const outcomes = await Promise.all(all.map(([, create]) => send(create(robot, { timeoutSeconds: 1 }))));
    for (const outcome of outcomes)
      expect(outcome).toEqual({ ok: false, fault: 'away', reason: 'no answer within 1 s' });
  });

  test.each(all)('%s: what is not there is away, and no secret is told', async (_, create) => {
    const robot = await fakeAnswering({ body: '' });
    await robot.stop();
    const outcome = await send(create(robot));
    expect(outcome).toMatchObject({
      ok: false,
      fault: 'away',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    for (const secret of secrets) expect(JSON.stringify(outcome)).not.toContain(secret);
  });

  test.each(all.slice(0, 3))('%s: a page of a login that is in the way is no success', async (_, create) => {
    const robot = await running(fakeAnswering({ body: '<html>Please sign in</html>' }));
    expect(await send(create(robot))).toMatchObject({
      ok: false,
      fault: 'away',
      reason: 'not the answer of a robot: <html>Please sign in</html>',
    });
  });

  test.each(all)('%s: an answer without end is cut', async (_, create) => {
    const robot = await running(fakeAnswering({ status: 500, body: 'x'.repeat(5_000_000) }));
    const outcome = await send(create(robot));
    expect(outcome).toMatchObject({ fault: 'away', reason: expect.stringMatching(/^HTTP 500: x+…$/) });
  });

  test.each(all)('%s: nothing inside is asked unless it is listed (F76)', async (_, create) => {
    const robot = await running(fakeAnswering({ body: '{"errcode":0,"code":0}' }));
    const port = new URL(robot.baseUrl).port;
    for (const host of ['localhost', '127.1', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]']) {
      const baseUrl = `https://${host}:${port}`;
      expect(await send(create({ ...robot, baseUrl }))).toMatchObject(
        host === '127.1' || host === '0x7f000001'
          ? { fault: 'away' } // The listed address in other clothes, but without TLS there.
          : { fault: 'refused', reason: expect.stringContaining('an inside address') },
      );
    }
    expect(robot.requests).toHaveLength(0);
  });

  test('without TLS only what is listed is asked', async () => {
    const outcome = await send(
      webhook({ baseUrl: 'http://robot.example', requests: [], stop: async () => {} }),
    );
    expect(outcome).toMatchObject({
      fault: 'refused',
      reason: 'robot.example is asked without TLS and is not in allowedHosts',
    });
  });
});

test('the log tells what happened, but neither people nor links', async () => {
  const lines: object[] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const own = notifier({ kind: 'log' }, { log });
  expect(await send(own, alertMessage({ to: [person('li', '李雷')] }))).toMatchObject({ ok: true });
  await send(own, testMessage('1', NOW));
  expect(lines).toEqual([
    {
      notifier: 'duty',
      id: 'bin-full/ts-001/food.m1/0',
      message: '【告警】桶已满：涂山一号站',
      kind: 'raised',
      severity: 'warning',
    },
    { notifier: 'duty', id: 'test-1', message: '测试消息', kind: 'test', severity: 'notice' },
  ]);
});
