// What holds for every request before a route sees it: odd paths, security headers, the size of a body, counting.
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Metrics } from '../metrics.ts';
import type { ApiEnv } from './context.ts';
import { notFound, Problem } from './problem.ts';

const MIB = 1_048_576;
/** Ten thousand stations in one go. */
const MAX_IMPORT_BYTES = 16 * MIB;
const MAX_BODY_BYTES = MIB;

/**
 * Empty segments, dot segments, encoded separators and absolute request targets address nothing here; a proxy in
 * front may read them otherwise than we do, so they are refused before anything tidies them up.
 */
const ODD_PATH = /^[^/]|\/\/|\/\.{1,2}(?:\/|$)|\\|%(?:2f|5c|2e|00|25)/i;

export const refuseOddPaths: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const target = c.env?.incoming?.url ?? c.req.path;
  if (ODD_PATH.test(target.split('?', 1)[0] ?? '')) throw notFound('No such address.');
  await next();
};

const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export const securityHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    if (!headers.has(name)) headers.set(name, value);
  if (!headers.has('Cache-Control'))
    headers.set('Cache-Control', headers.has('ETag') ? 'no-cache' : 'no-store');
};

export const limitBody: MiddlewareHandler<ApiEnv> = (c, next) => {
  const imports = c.req.path === '/api/v1/stations' || c.req.path === '/api/v1/stations/import';
  return (imports ? limitImport : limitOther)(c, next);
};

const limitImport = limitTo(MAX_IMPORT_BYTES);
const limitOther = limitTo(MAX_BODY_BYTES);

function limitTo(maxSize: number): MiddlewareHandler<ApiEnv> {
  return bodyLimit({
    maxSize,
    onError() {
      throw new Problem('too-large', { detail: `At most ${maxSize / MIB} MiB are taken here.` });
    },
  });
}

export function countResponses({ httpResponses }: Metrics): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const status = String(c.res.status);
    httpResponses.set(status, (httpResponses.get(status) ?? 0) + 1);
  };
}
