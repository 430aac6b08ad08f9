// What the route itself does: who may wait, what is never read, what is said when the disk says nothing. What becomes
// of messages is tested over a whole hub (test/acceptance/http-ingest.test.ts).
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AccountsHub, openAccountsHub } from '../../../test/support/accounts-hub.ts';
import { station } from '../../../test/support/api-hub.ts';
import { handIn } from '../ingest/hand-in.ts';

let hub: AccountsHub;
let authorization = '';

beforeEach(async () => {
  hub = await openAccountsHub();
  const [issued] = await hub.registry.addStations([station('s-1')]);
  authorization = `Basic ${btoa(`s-1:${issued?.token}`)}`;
});
afterEach(() => hub.close());

const MESSAGE = JSON.stringify({ type: 'emptied', bootId: 'b', seq: 1, observedAt: 1, binId: 'food-1' });

async function post(body: string, headers: Record<string, string> = {}) {
  const response = await hub.api.request('/api/v1/ingest', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
  });
  const { status } = response;
  return { status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

it('hands a message to the door as the broker would, without what only HTTP needs', async () => {
  const handed: unknown[] = [];
  hub.door.receive = ({ principal, topic, payload }, done) => {
    handed.push([principal, topic, JSON.parse(payload.toString())]);
    done(undefined, { verdict: { verdict: 'accepted' } });
  };
  expect(await post(MESSAGE)).toMatchObject({ status: 200, body: { accepted: 1 } });
  const message = { bootId: 'b', seq: 1, observedAt: 1, binId: 'food-1' };
  expect(handed).toEqual([[{ kind: 'station', id: 's-1' }, 'waste/v1/s-1/emptied', message]]);
});

it('says 503 and when to come back while the journal takes nothing', async () => {
  hub.door.open = false;
  expect(await post('{ not even read')).toMatchObject({ status: 503, retryAfter: '5' });
});

it('says 503 when one of a batch is not on disk: none is acknowledged', async () => {
  let count = 0;
  hub.door.receive = (_message, done) =>
    ++count === 2 ? done(new Error('full'), {}) : done(undefined, { verdict: { verdict: 'accepted' } });
  expect(await post(`[${MESSAGE},${MESSAGE},${MESSAGE}]`)).toMatchObject({
    ...{ status: 503, retryAfter: '5' },
    body: { code: 'not-ready' },
  });
});

it('takes no more than 64 requests at once, and others again when those are answered', async () => {
  const waiting: (() => void)[] = [];
  hub.door.receive = (_message, done) =>
    void waiting.push(() => done(undefined, { verdict: { verdict: 'accepted' } }));
  const first = Array.from({ length: 64 }, () => post(MESSAGE));
  await expect.poll(() => waiting.length).toBe(64);
  expect(await post(MESSAGE)).toMatchObject({ status: 503, retryAfter: '5' });
  for (const answer of waiting.splice(0)) answer();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(64).fill(200));
  const next = post(MESSAGE);
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.();
  expect((await next).status).toBe(200);
});

it('takes JSON only', async () => {
  expect((await post(MESSAGE, { 'content-type': 'text/plain' })).status).toBe(415);
});

it.each([
  'Basic',
  'Basic !',
  `Basic ${btoa('no colon')}`,
  `Basic ${btoa(':token')}`,
  `Basic ${btoa('s-1:x')}`,
])('does not let in %s', async (wrong) => {
  expect((await post(MESSAGE, { authorization: wrong })).status).toBe(401);
});

it('gives up when the disk does not answer', async () => {
  const mute = { open: true, receive: () => {} };
  const message = {
    principal: { kind: 'station', id: 's-1' } as const,
    topic: 'waste/v1/s-1/emptied',
    payload: Buffer.from(MESSAGE),
    receivedAt: 0,
  };
  await expect(handIn(mute, [message], 1)).rejects.toMatchObject({ code: 'not-ready' });
});
