// Who may ask: the names under which the hub may be addressed (against DNS rebinding), the pages that may ask, and
// the bearer token. The control socket of this machine's administrator passes without.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';
import { Problem } from './problem.ts';

export interface Access {
  /** Absent: nobody but loopback can reach the hub. */
  token?: string | undefined;
  /** Beside the names of loopback; `name` or `name:port`. */
  allowedHosts: readonly string[];
  /** Beside the hub's own pages; e.g. `https://console.example`. */
  allowedOrigins: readonly string[];
  /** The API listens on loopback only: then reading needs no token. */
  loopbackOnly: boolean;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** Say nothing about stations, and must be readable by a container's health check and before a token is at hand. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/docs',
  '/docs/style.css',
]);
const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** The page of one case: there the link is the right, and its route asks for it. */
const CASE_PATHS = {
  read: /^\/case\/[\w.-]+$/,
  change: /^\/case\/[\w.-]+\/(?:accept|arrived|emptied|cannot)$/,
};

export function checkHost({ allowedHosts }: Access): MiddlewareHandler<ApiEnv> {
  const allowed = new Set([...LOOPBACK_NAMES, ...allowedHosts].map((host) => host.toLowerCase()));
  return async (c, next) => {
    const host = requestedHost(c.req).toLowerCase();
    if (!c.env?.local && !allowed.has(host) && !allowed.has(host.replace(/:\d+$/, '')))
      throw new Problem('host-not-allowed', {
        detail: `cannot answer for the host "${host.slice(0, 80)}": add it to the allowed hosts of the configuration`,
      });
    await next();
  };
}

export function checkOrigin({ allowedOrigins }: Access): MiddlewareHandler<ApiEnv> {
  const allowed = new Set(allowedOrigins.map((origin) => origin.toLowerCase()));
  return async (c, next) => {
    const origin = c.req.header('origin')?.toLowerCase();
    const foreign = origin !== undefined && !allowed.has(origin) && !isOwn(origin, requestedHost(c.req));
    // Browsers that send no Origin still say here where a request comes from.
    const site = c.req.header('sec-fetch-site');
    const crossSite = origin === undefined && (site === 'cross-site' || site === 'same-site');
    const changes = !READING_METHODS.has(c.req.method);
    if (!c.env?.local && (foreign || (changes && crossSite)))
      throw new Problem('origin-not-allowed', {
        detail: `cannot answer a page of ${origin?.slice(0, 80) ?? 'another site'}: it is not among the allowed origins`,
      });
    await next();
  };
}

export function checkToken({ token, loopbackOnly }: Access): MiddlewareHandler<ApiEnv> {
  const expected = token === undefined ? undefined : sha256(token);
  return async (c, next) => {
    const given = c.req.header('authorization');
    const right =
      expected !== undefined && given !== undefined && timingSafeEqual(sha256(bearer(given)), expected);
    const reads = READING_METHODS.has(c.req.method);
    const { method, path } = c.req;
    const open = reads && (loopbackOnly || OPEN_PATHS.has(path));
    const free = expected === undefined || open || asksByLink(method, path);
    if (!c.env?.local && !right && (!free || (expected !== undefined && given !== undefined)))
      throw new Problem('unauthorized', {
        detail:
          given === undefined
            ? 'Send `Authorization: Bearer TOKEN`.'
            : 'The token is not the configured one.',
        headers: { 'WWW-Authenticate': 'Bearer realm="dropoff-hub"' },
      });
    c.set('trusted', c.env?.local === true || right || loopbackOnly);
    await next();
  };
}

function asksByLink(method: string, path: string): boolean {
  if (method === 'POST') return CASE_PATHS.change.test(path);
  return READING_METHODS.has(method) && CASE_PATHS.read.test(path);
}

function requestedHost(request: { header(name: string): string | undefined; url: string }): string {
  return request.header('host') ?? new URL(request.url).host;
}

function isOwn(origin: string, host: string): boolean {
  return origin === `http://${host}`.toLowerCase() || origin === `https://${host}`.toLowerCase();
}

function bearer(authorization: string): string {
  return /^Bearer +(.+)$/i.exec(authorization)?.[1] ?? '';
}

/** Equal length for the comparison in constant time, whatever was sent. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
