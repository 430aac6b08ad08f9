// The API over real sockets: odd bytes, slow clients, big bodies, the control socket, stopping.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../test/support/api-hub.ts';
import { type ApiServer, type ServeOptions, serveApi, serveControl } from './server.ts';

const TOKEN = 'a-token-of-at-least-thirty-two-characters';
let hub: ApiHub;
const servers: ApiServer[] = [];
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1')]);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await hub.close();
});

async function serve(options: Partial<ServeOptions> = {}): Promise<ApiServer & { port: number }> {
  const server = await serveApi(hub.api, { host: '127.0.0.1', port: 0, ...options });
  servers.push(server);
  return { ...server, port: Number(new URL(server.address).port) };
}

/** Sends bytes as they are and reads until the hub closes. */
function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const get = (target: string, ...headers: string[]) =>
  ['GET', target, 'HTTP/1.1'].join(' ') +
  ['', 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');

function signal(): [promise: Promise<void>, give: () => void] {
  let give = () => {};
  const promise = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [promise, give];
}

describe('F72 odd requests', () => {
  it.each([
    '/api/v1/../v1/stations',
    '/api/v1/./stations',
    '/api/v1/stations/..',
    '/api/v1/stations/%2e%2e/stations',
    '//api/v1/stations',
    '/api/v1//stations',
    '/api/v1\\stations',
    '/api/v1/stations%2fs-1',
    '/healthz/../api/v1/stations?x',
    'http://localhost/api/v1/stations',
    'http://evil.example/api/v1/stations',
  ])('for %s find nothing, though a client that tidies up would', async (target) => {
    const { port } = await serve();
    expect(await raw(port, get(target))).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  it.each([
    ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [
      'two hosts',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    ],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n'],
    [
      'user and password in the host',
      'GET /healthz HTTP/1.1\r\nHost: localhost@evil\r\nConnection: close\r\n\r\n',
    ],
    ['no HTTP', 'hello\r\n\r\n'],
    ['both lengths', get('/healthz', 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['too long headers', get('/healthz', `X-Long: ${'x'.repeat(20_000)}`)],
  ])('with %s are not answered', async (_, bytes) => {
    const { port } = await serve();
    expect(await raw(port, bytes)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await raw(port, get('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('that cannot be read get problem details as well', async () => {
    const { port } = await serve();
    const answer = await raw(port, 'GET /healthz HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n');
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"bad-request"');
  });
});

describe('F70 bodies', () => {
  const post = (...headers: string[]) =>
    get('/api/v1/rejections/replay', 'Content-Type: application/json', ...headers).replace('GET', 'POST');
  const chunk = (size: number) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;

  it('may come in chunks', async () => {
    const { port } = await serve();
    const answer = await raw(port, `${post('Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('{"replayed":0,"failed":[]}');
  });

  it('that say they are too large are refused before they come', async () => {
    const { port } = await serve();
    const answer = await raw(port, post('Content-Length: 999999999'));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"too-large"');
  });

  it('that turn out too large are cut off', async () => {
    const { port } = await serve();
    const body = chunk(65_536).repeat(20);
    expect(await raw(port, `${post('Transfer-Encoding: chunked')}${body}0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
  });
});

describe('F69 slow clients', () => {
  const limits = { headersTimeoutMs: 200, requestTimeoutMs: 300, checkEveryMs: 50 };

  it('that never end their headers are cut, and others served meanwhile', async () => {
    const { port } = await serve({ limits });
    const slow = raw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect(await raw(port, get('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that never end their body are cut', async () => {
    const { port } = await serve({ limits });
    const head =
      'POST /api/v1/rejections/replay HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json';
    expect(await raw(port, `${head}\r\nContent-Length: 100\r\n\r\n{"ids"`)).not.toMatch(/ 200 /);
    expect(hub.errors).toEqual([]);
  });

  it('cannot be more than the hub has room for', async () => {
    const { port } = await serve({ limits: { maxConnections: 2, graceMs: 50 } });
    const held = [raw(port, 'GET /'), raw(port, 'GET /')];
    await expect.poll(() => raw(port, get('/healthz')).catch(() => ''), { timeout: 5_000 }).toBe('');
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await Promise.all(held);
  });
});

describe('stopping', () => {
  it('ends connections that a client keeps alive, at once', async () => {
    const server = await serve();
    const agent = new Agent({ keepAlive: true });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${server.address}/healthz`, { agent }, resolve).on('error', reject).end();
    });
    expect(await text(response)).toBe('{"status":"ok"}');
    await server.stop();
    servers.length = 0;
    agent.destroy();
    await expect(raw(server.port, get('/healthz'))).rejects.toThrow('ECONNREFUSED');
  });

  it('waits for nobody who asks nothing: not for what was opened in advance, nor for half a request', async () => {
    const server = await serve({
      limits: { graceMs: 600_000, headersTimeoutMs: 600_000, requestTimeoutMs: 600_000 },
    });
    const silent = connect(server.port, '127.0.0.1');
    const half = connect(server.port, '127.0.0.1');
    half.write('GET /healthz HTTP/1.1\r\nHost: local');
    // Answered: the hub has seen those before it.
    expect(await raw(server.port, get('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
    const ended = [silent, half].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of [silent, half]) socket.on('error', () => {}).resume();
    await server.stop();
    servers.length = 0;
    await Promise.all(ended);
  });

  it('lets each of several requests on one connection be answered', async () => {
    const server = await serve({ limits: { graceMs: 600_000 } });
    const [asked, reached] = signal();
    const [held, release] = signal();
    hub.history.dropOffs = async () => {
      reached();
      await held;
      return { items: [] };
    };
    const one = get('/api/v1/stations/s-1/drop-offs').replace('Connection: close\r\n', '');
    const answers = raw(server.port, one + get('/healthz'));
    await asked;
    const stopped = server.stop();
    servers.length = 0;
    release();
    expect((await answers).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    await stopped;
  });

  it('lets a request under way end', async () => {
    const server = await serve();
    const [asked, reached] = signal();
    const [held, release] = signal();
    hub.history.dropOffs = async () => {
      reached();
      await held;
      return { items: [] };
    };
    const answer = fetch(`${server.address}/api/v1/stations/s-1/drop-offs`);
    await asked;
    const stopped = server.stop();
    servers.length = 0;
    release();
    expect((await answer).status).toBe(200);
    await stopped;
  });

  it('does not wait for ever for one that does not', async () => {
    const server = await serve({ limits: { graceMs: 100 } });
    const [asked, reached] = signal();
    hub.history.dropOffs = () => {
      reached();
      return new Promise(() => {});
    };
    const answer = fetch(`${server.address}/api/v1/stations/s-1/drop-offs`).catch(() => 'cut');
    await asked;
    await server.stop();
    servers.length = 0;
    expect(await answer).toBe('cut');
  });
});

it('says which port is taken', async () => {
  const { port } = await serve();
  await expect(serve({ port })).rejects.toThrow(
    /cannot listen for HTTP on 127.0.0.1:\d+: .*EADDRINUSE.*set HUB_HTTP_PORT/,
  );
});

describe('the control socket', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'control-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ask = async (socketPath: string, path: string, method = 'GET') => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath, path, method }, resolve).on('error', reject).end();
    });
    return { status: response.statusCode, body: await text(response) };
  };

  it('is the way in of this machine: no token, the same answers', async () => {
    await hub.close();
    hub = await openApiHub({ token: TOKEN, loopbackOnly: false });
    await hub.registry.addStations([station('s-1')]);
    const path = join(folder, 'control.sock');
    servers.push(await serveControl(hub.api, path));
    const { port } = await serve();

    expect(await raw(port, get('/api/v1/stations'))).toMatch(/^HTTP\/1\.1 401 /);
    expect((await ask(path, '/api/v1/stations')).body).toContain('"id":"s-1"');
    expect((await ask(path, '/api/v1/stations/s-1/rotate-token', 'POST')).status).toBe(201);
    expect((await ask(path, '/api/v1/stations?x=1')).status).toBe(400);
  });

  it('is open to its owner only, and leaves the umask as it was', async () => {
    const path = join(folder, 'control.sock');
    const umask = process.umask();
    servers.push(await serveControl(hub.api, path));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(umask);
  });

  it('takes the place of one that a dead process left, and goes when it stops', async () => {
    const path = join(folder, 'control.sock');
    await writeFile(path, '');
    const server = await serveControl(hub.api, path);
    expect((await ask(path, '/healthz')).status).toBe(200);
    await server.stop();
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('says when its path is too long', async () => {
    const path = join(folder, 'x'.repeat(120));
    await expect(serveControl(hub.api, path)).rejects.toThrow('choose a shorter data folder');
  });
});
