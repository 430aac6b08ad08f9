// Which requests are answered at all: the names under which the hub may be addressed (against DNS rebinding), and the
// pages that may ask. Who asks and what they may do is found out behind this, in access/.
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';
import { Problem } from './problem.ts';

export interface Access {
  /** Of the administrator of the whole town, beside users and keys. */
  token?: string | undefined;
  /** Beside the names of loopback; `name` or `name:port`. */
  allowedHosts: readonly string[];
  /** Beside the hub's own pages; e.g. `https://console.example`. */
  allowedOrigins: readonly string[];
  /** The API listens on loopback only. */
  loopbackOnly: boolean;
  /** Then whoever asks from this machine is its administrator, without signing in; false when absent. */
  openOnLoopback?: boolean;
  /** Addresses or subnets of reverse proxies, whose word on address and scheme is taken. */
  trustedProxies?: readonly string[];
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
export const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

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

function requestedHost(request: { header(name: string): string | undefined; url: string }): string {
  return request.header('host') ?? new URL(request.url).host;
}

function isOwn(origin: string, host: string): boolean {
  return origin === `http://${host}`.toLowerCase() || origin === `https://${host}`.toLowerCase();
}
