// Mail to a small SMTP server, spoken over a real connection.
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../log.ts';
import { createAddressGuard } from './address-guard.ts';
import { createNotifier, notifierSchema } from './index.ts';
import { alertMessage, HOSTILE, NOW, person } from './messages.test-support.ts';
import type { Notifier } from './notifier.ts';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from './smtp-sink.test-support.ts';
import { testMessage } from './test-message.ts';

const PASSWORD = 'korrekt-pferd-batterie';
const LOGIN = { user: 'hub@example.cn', password: PASSWORD };

let sinks: SmtpSink[] = [];
afterEach(async () => {
  for (const sink of sinks) await sink.stop();
  sinks = [];
});

async function running(options?: SmtpSinkOptions): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  sinks.push(sink);
  return sink;
}

function email(port: number, settings: object = {}, allowed = ['127.0.0.1']): Notifier {
  const parsed = notifierSchema(z.string()).parse({
    kind: 'email',
    name: 'office',
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: 'hub@example.cn',
    to: ['office@example.cn'],
    ...settings,
  });
  return createNotifier(parsed, {
    log: silentLog,
    clock: { now: () => NOW },
    guard: createAddressGuard(allowed, async () => [{ address: '127.0.0.1', family: 4 }]),
    caseLink: () => 'https://hub.example.cn/case#token',
  });
}

function send(notifier: Notifier, message = alertMessage()) {
  return notifier.send(message, new AbortController().signal);
}

function decoded(data: string): string {
  const parts = data.split(/\r\n--[^\r\n]+/).filter((part) => part.includes('base64'));
  return parts
    .map((part) => Buffer.from(part.split('\r\n\r\n').slice(1).join(''), 'base64').toString())
    .join('\n');
}

test('goes to the office and to those who are asked, under an id of its own', async () => {
  const sink = await running();
  const li = person('li', '李雷', { notifier: 'office', address: 'li@example.cn' });
  const han = person(
    'han',
    '韩梅梅',
    { notifier: 'office', address: 'no address' },
    { notifier: 'duty', address: 'han@example.cn' },
  );
  const outcome = await send(email(sink.port), alertMessage({ to: [li, han] }));
  expect(outcome).toEqual({ ok: true, answer: '250 2.0.0 Ok: queued as 4F2A1' });
  expect(sink.mails).toMatchObject([{ from: 'hub@example.cn', to: ['office@example.cn', 'li@example.cn'] }]);
  const { data = '' } = sink.mails[0] ?? {};
  expect(data).toMatch(/^Message-ID: <[0-9a-f]{32}@example.cn>\r$/m);
  expect(data).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(decoded(data)).toContain('投放站：涂山一号站');
  expect(decoded(data)).toContain('<a href="https://hub.example.cn/case#token">查看并处理</a>');
});

test('the same message has the same id, another has another', async () => {
  const sink = await running();
  for (const id of ['a/0', 'a/0', 'a/1']) await send(email(sink.port), alertMessage({ id }));
  const ids = sink.mails.map(({ data }) => /^Message-ID: (.*)\r$/m.exec(data)?.[1]);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[0]).not.toBe(ids[2]);
});

test.each(HOSTILE)('F59: %j adds no header and no recipient', async (name) => {
  const sink = await running();
  expect(await send(email(sink.port), alertMessage({}, { stationName: name }))).toMatchObject({ ok: true });
  const { to, data = '' } = sink.mails[0] ?? {};
  expect(to).toEqual(['office@example.cn']);
  const headers = data.slice(0, data.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]/g, ' ');
  const names = headers.split('\r\n').map((line) => line.split(':')[0]);
  expect(names.sort()).toEqual([
    'Auto-Submitted',
    'Content-Type',
    'Date',
    'From',
    'MIME-Version',
    'Message-ID',
    'Subject',
    'To',
  ]);
});

test('signs in; a password that is refused is not told, in whatever form the server repeats it', async () => {
  const sink = await running({ login: LOGIN });
  expect(await send(email(sink.port, LOGIN))).toMatchObject({ ok: true });
  const outcome = await send(email(sink.port, { ...LOGIN, password: `${PASSWORD}-old` }));
  expect(outcome).toMatchObject({
    ok: false,
    fault: 'refused',
    reason: expect.stringContaining('535 5.7.8 Bad credentials'),
  });
  const inPlain = sink.said.findLast((line) => line.startsWith('AUTH'))?.split(' ')[2];
  expect(inPlain).toMatch(/^[A-Za-z0-9+/=]{30,}$/);
  for (const secret of [PASSWORD, inPlain]) expect(JSON.stringify(outcome)).not.toContain(secret);
});

test('permanent and passing refusals, in the words of the server', async () => {
  const full = await running({ answers: { end: '452 4.3.1 Insufficient system storage' } });
  expect(await send(email(full.port))).toMatchObject({
    fault: 'away',
    reason: expect.stringContaining('452 4.3.1'),
  });
  const strict = await running({ answers: { RCPT: '550 5.1.1 No such user' } });
  expect(await send(email(strict.port))).toMatchObject({
    fault: 'refused',
    reason: expect.stringContaining('550 5.1.1'),
  });
});

test('a server that says nothing, or nothing but rubbish to a TLS hello, or is not there, is away', async () => {
  const silent = await running({ isSilent: true });
  expect(await send(email(silent.port, { timeoutSeconds: 1 }))).toEqual({
    ok: false,
    fault: 'away',
    reason: 'no answer within 1 s',
  });
  const plain = await running();
  expect(await send(email(plain.port, { tls: 'implicit' }))).toMatchObject({ ok: false, fault: 'away' });
  await plain.stop();
  expect(await send(email(plain.port))).toMatchObject({
    fault: 'away',
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});

test('STARTTLS that is wanted and not offered sends nothing', async () => {
  const sink = await running({ login: LOGIN });
  const outcome = await send(email(sink.port, { ...LOGIN, tls: 'starttls' }));
  expect(outcome.ok).toBe(false);
  expect(sink.said.join()).not.toMatch(/AUTH|MAIL/);
});

test('F76: an inside server is refused unless it is listed, also behind a name', async () => {
  const sink = await running();
  for (const host of ['127.0.0.1', 'mail.example']) {
    const outcome = await send(email(sink.port, { host, tls: 'starttls' }, []));
    expect(outcome).toMatchObject({ fault: 'refused', reason: expect.stringContaining('an inside address') });
  }
  expect(await send(email(sink.port, { host: 'mail.example' }, []))).toMatchObject({
    reason: 'mail.example is asked without TLS and is not in allowedHosts',
  });
  expect(sink.said).toHaveLength(0);
  expect(await send(email(sink.port, { host: 'mail.example' }, ['mail.example']))).toMatchObject({
    ok: true,
  });
});

test('whom nobody can be reached by: said; a test goes to the sender', async () => {
  const sink = await running();
  const nobody = email(sink.port, { to: [], onlyAddressed: true });
  expect(await send(nobody)).toMatchObject({
    ok: false,
    fault: 'refused',
    reason: 'nobody to write to: "to" is empty',
  });
  expect(await nobody.send(testMessage('1', NOW), new AbortController().signal)).toMatchObject({ ok: true });
  expect(sink.mails[0]?.to).toEqual(['hub@example.cn']);
  expect(() => email(1, { to: [] })).toThrow('nobody to write to');
});
