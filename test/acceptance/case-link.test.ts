// From a full bin to the telephone in somebody's hand and back: the link in a message opens the case, and what is
// pressed there is done.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { fakeRobot } from '../../src/watch/notifiers/fake-robots.test-support.ts';
import { openScriptedTown } from '../support/scripted-town.ts';

const SOON_MS = 20_000;
const PUBLIC = 'https://hub.example.cn';

async function soon<Found>(look: () => Found | undefined): Promise<Found> {
  for (const end = Date.now() + SOON_MS; Date.now() < end; await sleep(20)) {
    const found = look();
    if (found !== undefined) return found;
  }
  throw new Error('nothing came in time');
}

/** As a browser asks through a proxy that passes the name on; `fetch` sets it itself. */
async function askAsPublic(url: string, form?: string) {
  const headers = { host: new URL(PUBLIC).host };
  const asked = form
    ? request(url, {
        method: 'POST',
        headers: { ...headers, origin: PUBLIC, 'content-type': 'application/x-www-form-urlencoded' },
      })
    : request(url, { headers });
  asked.end(form);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, location: answer.headers.location, body: await text(answer) };
}

it('the link in a message opens that case under the public address, and accepts it', async () => {
  const robot = await fakeRobot(() => ({ body: '{}' }));
  const webhook = {
    kind: 'webhook',
    name: 'town-141',
    url: { env: 'URL' },
    signingSecret: { env: 'SECRET' },
  };
  const town = await openScriptedTown({
    notifiers: { publicUrl: PUBLIC, allowedHosts: ['127.0.0.1'], notifiers: [webhook] },
    secrets: { URL: `${robot.baseUrl}/in`, SECRET: 'correct-horse' },
  });
  try {
    await town.levels(0.2, 30);
    await town.levels(0.88, 40);
    const message = await soon(() => robot.requests[0]?.raw);
    const path = /https:\/\/hub\.example\.cn(\/case\/[\w.-]+)/.exec(message)?.[1] ?? 'no link';
    const { http } = town.hub.app.addresses;

    const page = await askAsPublic(http + path);
    expect([page.status, page.body.includes('桶已满')]).toEqual([200, true]);

    const pressed = await askAsPublic(`${http + path}/accept`, 'name=%E6%9D%8E%E4%BC%9F');
    expect(pressed.status).toBe(303);
    const next = await askAsPublic(new URL(pressed.location ?? '', `${http + path}/accept`).href);
    expect(next.body).toContain('李伟 (town-141)');
    expect(await town.alerts('bin-full')).toMatchObject([{ acknowledged: { by: '李伟 (town-141)' } }]);
  } finally {
    await town.remove();
    await robot.stop();
  }
});
