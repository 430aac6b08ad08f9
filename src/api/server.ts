// How requests come in: HTTP or HTTPS on a TCP port, and the control socket in the data folder, which is the administrator's
// way into a running hub. Both lead to the same API.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Certificate } from '../certificate.ts';
import type { Api } from './context.ts';
import { type QuietSockets, watchQuietSockets } from './quiet-sockets.ts';

export interface ApiServer {
  /** `http://host:port`, `https://host:port`, or the path of the socket. */
  address: string;
  /** Requests under way get `graceMs` to end; connections on which none is are cut at once. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** HTTPS with it, and with each that takes its place; without it HTTP. */
  certificate?: Certificate | undefined;
  limits?: Partial<ServerLimits>;
}

/** Against clients that are slow on purpose, and too many of them. */
interface ServerLimits {
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  keepAliveTimeoutMs: number;
  /** How often the two timeouts are looked at. */
  checkEveryMs: number;
  maxConnections: number;
  graceMs: number;
}

const DEFAULT_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 10_000,
  checkEveryMs: 2_000,
  maxConnections: 1_000,
  graceMs: 5_000,
};
const SWEEP_EVERY_MS = 50;
const MAX_HEADER_BYTES = 16_384;
/** `sun_path` of Linux holds 108 bytes with the closing zero. */
const MAX_SOCKET_PATH = 107;

export async function serveApi(api: Api, options: ServeOptions): Promise<ApiServer> {
  const { host, port, certificate, limits } = options;
  const all = { ...DEFAULT_LIMITS, ...limits };
  const server = createHttpServer(api, { local: false, certificate }, all);
  const quiet = watchQuietSockets(server);
  server.listen(port, host);
  await listening(server, `listen for HTTP on ${host}:${port}`);
  const { address, family, port: taken } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${address}]` : address;
  const stopWatching = certificate?.watch((changed) => (server as SecureServer).setSecureContext(changed));
  return {
    address: `${certificate ? 'https' : 'http'}://${name}:${taken}`,
    stop() {
      stopWatching?.();
      return stop(server, quiet, all.graceMs);
    },
  };
}

/** The caller holds the lock of the data folder: a socket that is there already is left over. */
export async function serveControl(api: Pick<Api, 'fetch'>, socketPath: string): Promise<ApiServer> {
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH)
    throw new Error(
      `cannot open the control socket: ${socketPath} is longer than ${MAX_SOCKET_PATH} bytes; choose a shorter data folder`,
    );
  rmSync(socketPath, { force: true });
  const server = createHttpServer(api, { local: true }, DEFAULT_LIMITS);
  const quiet = watchQuietSockets(server);
  // The socket must never be open to others, not even between its making and a chmod.
  const before = process.umask(0o177);
  try {
    server.listen(socketPath);
  } finally {
    process.umask(before);
  }
  await listening(server, `open the control socket ${socketPath}`);
  return { address: socketPath, stop: () => stop(server, quiet, DEFAULT_LIMITS.graceMs) };
}

interface Entrance {
  local: boolean;
  certificate?: Certificate | undefined;
}

function createHttpServer(
  api: Pick<Api, 'fetch'>,
  { local, certificate }: Entrance,
  limits: ServerLimits,
): Server | SecureServer {
  const fetch = (request: Request, env: object) => api.fetch(request, { ...env, local });
  const listener = getRequestListener(fetch, { errorHandler: answerUnreadable });
  const answer: RequestListener = (incoming, outgoing) => void listener(incoming, outgoing);
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server = certificate
    ? createSecureServer(
        { ...options, ...certificate.read(), handshakeTimeout: limits.headersTimeoutMs },
        answer,
      )
    : createServer(options, answer);
  server.maxConnections = limits.maxConnections;
  return server;
}

/** A request of which not even the address can be read never reaches the API. */
function answerUnreadable(): Response {
  const type = 'urn:dropoff-hub:problem:bad-request';
  const body = { type, title: 'The request cannot be read', status: 400, code: 'bad-request' };
  return new Response(JSON.stringify(body), {
    status: 400,
    headers: { 'Content-Type': 'application/problem+json', Connection: 'close' },
  });
}

async function listening(server: Server | SecureServer, what: string): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint =
      code === 'EADDRINUSE' ? ' (another program has it; stop that one, or set HUB_HTTP_PORT)' : '';
    throw new Error(`cannot ${what}: ${message}${hint}`, { cause: error });
  }
}

async function stop(server: Server | SecureServer, quiet: QuietSockets, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  quiet.cut();
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  // A connection becomes quiet when its answer is out; a client may keep it open for as long as it likes.
  const sweep = setInterval(() => quiet.cut(), SWEEP_EVERY_MS);
  await closed;
  clearTimeout(deadline);
  clearInterval(sweep);
}
