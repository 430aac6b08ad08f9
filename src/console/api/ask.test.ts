import { expect, test, vi } from 'vitest';
import { KEPT_AT } from '../offline/kept-answers.ts';
import { address, createAsk } from './ask.ts';
import { ProblemError } from './problem-error.ts';

function askWith(answer: () => Response) {
  const fetch = vi.fn(async (_input: unknown, _init?: RequestInit) => answer());
  const [onSignedOut, onKept] = [vi.fn(), vi.fn()];
  const ask = createAsk({
    fetch: fetch as typeof globalThis.fetch,
    csrfToken: () => 'csrf-1',
    onSignedOut,
    onKept,
  });
  const sent = () => ({ url: fetch.mock.calls[0]?.[0], ...fetch.mock.calls[0]?.[1] });
  return { ask, sent, onSignedOut, onKept };
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init });

test('what is undefined is left out of the query; a reader sends no CSRF token', async () => {
  const { ask, sent } = askWith(() => json({ items: [1] }));
  expect(await ask('GET', '/api/v1/alerts', { query: { state: 'open', rule: undefined, limit: 5 } })).toEqual(
    {
      items: [1],
    },
  );
  expect(sent()).toMatchObject({ url: '/api/v1/alerts?state=open&limit=5', method: 'GET' });
  expect(sent().headers).toEqual({ Accept: 'application/json' });
});

test('a change carries the CSRF token and its body as JSON, text as CSV', async () => {
  const first = askWith(() => new Response(null, { status: 204 }));
  expect(await first.ask('POST', '/api/v1/areas', { body: { id: 'a' } })).toBeUndefined();
  expect(first.sent()).toMatchObject({ method: 'POST', body: '{"id":"a"}' });
  expect(first.sent().headers).toMatchObject({
    'X-CSRF-Token': 'csrf-1',
    'Content-Type': 'application/json',
  });
  const second = askWith(() => json({}));
  await second.ask('POST', '/api/v1/stations/import', { body: 'id,name' });
  expect(second.sent()).toMatchObject({ body: 'id,name', headers: { 'Content-Type': 'text/csv' } });
});

test('a problem keeps its code, its detail and its faults', async () => {
  const problem = {
    status: 422,
    code: 'invalid-body',
    title: 'T',
    detail: 'D',
    errors: [{ path: 'id', expected: 'x' }],
  };
  const { ask, onSignedOut } = askWith(() => json(problem, { status: 422 }));
  const error = await ask('POST', '/api/v1/areas').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject(problem);
  expect(onSignedOut).not.toHaveBeenCalled();
});

test('a session that has ended is told; a wrong password is not that', async () => {
  const ended = askWith(() => json({ status: 401, code: 'unauthorized', title: 'T' }, { status: 401 }));
  await expect(ended.ask('GET', '/api/v1/stations')).rejects.toThrow(ProblemError);
  expect(ended.onSignedOut).toHaveBeenCalledOnce();
  const wrong = askWith(() => json({ status: 401, code: 'sign-in-failed', title: 'T' }, { status: 401 }));
  await expect(wrong.ask('POST', '/api/v1/session')).rejects.toMatchObject({ code: 'sign-in-failed' });
  expect(wrong.onSignedOut).not.toHaveBeenCalled();
});

test.each<[string, () => Response, object]>([
  [
    'a page of a proxy',
    () => new Response('<h1>Bad gateway', { status: 502 }),
    { status: 502, code: 'http-502' },
  ],
  [
    'JSON that is cut',
    () => new Response('{"a"', { headers: { 'Content-Type': 'application/json' } }),
    { code: 'unreadable' },
  ],
  [
    'no answer at all',
    () => {
      throw new TypeError('Failed to fetch');
    },
    { status: 0, code: 'unreachable' },
  ],
])('%s is a problem as well', async (_what, answer, expected) => {
  await expect(askWith(answer).ask('GET', '/api/v1/stations')).rejects.toMatchObject(expected);
});

test('who gives up gets the own word back', async () => {
  const controller = new AbortController();
  const { ask } = askWith(() => {
    controller.abort(new Error('another page'));
    throw controller.signal.reason;
  });
  await expect(ask('GET', '/api/v1/stations', { signal: controller.signal })).rejects.toThrow('another page');
});

test('an answer that was kept is told with its age', async () => {
  const headers = { 'Content-Type': 'application/json', [KEPT_AT]: '2026-11-01T02:32:00.000Z' };
  const { ask, onKept } = askWith(() => new Response('{"items":[]}', { headers }));
  await ask('GET', '/api/v1/alerts');
  expect(onKept).toHaveBeenCalledWith('2026-11-01T02:32:00.000Z');
});

test('addresses for links are escaped', () => {
  expect(address('/api/v1/audit/export', { who: '李 娜&x' })).toBe(
    '/api/v1/audit/export?who=%E6%9D%8E+%E5%A8%9C%26x',
  );
  expect(address('/x', { a: undefined })).toBe('/x');
});
