// The event stream over real sockets: what a browser reads, and a reader that takes nothing (F44).
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../../test/support/api-hub.ts';
import { type ApiServer, serveApi } from '../server.ts';

const E1 = { station: 's-1', grid: 'e-1' };

let hub: ApiHub;
let server: ApiServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
  server = await serveApi(hub.api, { host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  hub.live.stop();
  await server.stop();
  await hub.close();
});

/** Reads until the text holds something. */
class Browser {
  text = '';
  closed = false;
  readonly socket: Socket;
  #heard = () => {};

  constructor(query = '', headers = '') {
    this.socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    sockets.push(this.socket);
    this.socket.write(`GET /api/v1/stream${query} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString();
      this.#heard();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
      this.#heard();
    });
  }

  async until(wanted: string): Promise<string> {
    while (!this.text.includes(wanted) && !this.closed)
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    return this.text;
  }
}

/** What has come so far, once it holds something. */
function untilText({ body }: Response): (wanted: string) => Promise<string> {
  if (!body) throw new Error('cannot read: no body');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (wanted) => {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`ended without ${wanted}: ${text}`);
      text += value;
    }
    return text;
  };
}

describe('the event stream', () => {
  it('says hello at once, then what happens', async () => {
    const browser = new Browser('?area=east&kinds=alert,levels');
    const head = await browser.until('"resumed":false');
    expect(head).toContain('200 OK');
    expect(head.toLowerCase()).toContain('content-type: text/event-stream');
    expect(head.toLowerCase()).toContain('cache-control: no-store');
    hub.live.tell('alert', E1, { n: 1 });
    expect(await browser.until('"n":1')).toMatch(/event: alert\ndata: \{"n":1\}\nid: test-1\.0\.1/);
  });

  it('is sent compressed to who takes that, each event as it happens', async () => {
    const address = `${server.address}/api/v1/stream?kinds=alert,levels`;
    const open = () => fetch(address, { headers: { 'Accept-Encoding': 'gzip' } });
    const responses = await Promise.all([open(), open()]);
    const readers = responses.map((response) => {
      expect(response.headers.get('content-encoding')).toBe('gzip');
      return untilText(response);
    });
    await Promise.all(readers.map((until) => until('"resumed":false')));
    const text = '桶满 '.repeat(2_000);
    for (let told = 1; told <= 20; told++) {
      hub.live.tell('alert', E1, { n: told, text: told % 2 === 0 ? text : '' });
      const heard = await Promise.all(readers.map((until) => until(`id: test-1.0.${told}\n\n`)));
      for (const all of heard)
        expect(all).toContain(`data: {"n":${told},"text":"${told % 2 === 0 ? text : ''}"}`);
    }
  });

  it('goes on where it broke', async () => {
    const browser = new Browser();
    await browser.until('hello');
    hub.live.tell('alert', E1, { n: 1 });
    const text = await browser.until('test-1.0.1');
    expect(text).toContain('"n":1');
    browser.socket.destroy();
    hub.live.tell('alert', E1, { n: 2 });
    const back = await new Browser('', 'Last-Event-ID: test-1.0.1\r\n').until('test-1.0.2');
    expect(back).toContain('"resumed":true');
    expect(back).toContain('"n":2');
    expect(back).not.toContain('"n":1}');
  });

  it('forgets a reader that goes', async () => {
    const browser = new Browser();
    await browser.until('hello');
    expect(hub.live.readers).toBe(1);
    browser.socket.destroy();
    while (hub.live.readers > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('cuts a reader that is frozen; the others get everything (F44)', async () => {
    const [frozen, quick] = [new Browser(), new Browser()];
    await Promise.all([frozen.until('hello'), quick.until('hello')]);
    frozen.socket.pause();
    const text = 'x'.repeat(20_000);
    let told = 0;
    // The sockets of both ends hold some megabytes before anybody has to wait.
    while (hub.live.readers === 2 && told < 5_000) {
      hub.live.tell('alert', E1, { n: ++told, text });
      await quick.until(`"n":${told},`);
      quick.text = '';
    }
    expect(hub.live.readers).toBe(1);
    hub.live.tell('alert', E1, { n: 'last' });
    expect(await quick.until('"last"')).toContain('"last"');
    const gone = once(frozen.socket, 'close');
    frozen.socket.resume();
    await gone;
  });

  it.each([
    ['?area=nowhere', 404],
    ['?station=s-9', 404],
    ['?kinds=alerts', 400],
    ['?kinds=', 400],
    ['?since=1', 400],
  ])('%s is not opened', async (query, status) => {
    expect((await hub.api.request(`/api/v1/stream${query}`)).status).toBe(status);
    expect(hub.live.readers).toBe(0);
  });

  it('is for so many and no more', async () => {
    hub.live.open = () => undefined;
    const response = await hub.api.request('/api/v1/stream');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await response.json()).toMatchObject({ code: 'too-many-readers' });
  });

  it('is not opened by HEAD', async () => {
    const response = await hub.api.request('/api/v1/stream', { method: 'HEAD' });
    expect([response.status, hub.live.readers]).toEqual([200, 0]);
  });
});
