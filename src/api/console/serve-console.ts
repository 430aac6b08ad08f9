// Answers for the console: its files, and its one page for every address that a browser opens and that is not one of
// the API. Open to everybody, as the page says nothing of the town; what it then asks is not.
import type { Context, MiddlewareHandler } from 'hono';
import { acceptsEncoding } from '../accepts-encoding.ts';
import type { ApiEnv } from '../context.ts';
import type { ConsoleFile, ConsoleFolder } from './console-folder.ts';
import { consolePolicy } from './console-policy.ts';

/** Addresses that are answered by routes, or by nobody. */
const NOT_PAGES = /^\/(?:api|docs|case|assets|icons|metrics|healthz|readyz|openapi\.json)(?:\/|$)/;
const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const NOT_BUILT =
  'The console is not built: run `npm run build` and start the hub again. The API works, see /docs.\n';

/** Without a folder it says that there is none. */
export function serveConsole(folder?: ConsoleFolder, policy = consolePolicy()): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { path } = c.req;
    if (!READING_METHODS.has(c.req.method)) return next();
    const file = folder?.files.get(path) ?? (isPage(c) ? folder?.page : undefined);
    if (file) return answerFile(c, file, policy);
    return path === '/' ? c.text(NOT_BUILT, 503) : next();
  };
}

function isPage(c: Context<ApiEnv>): boolean {
  const { path } = c.req;
  if (path === '/') return true;
  return !NOT_PAGES.test(path) && (c.req.header('accept') ?? '').includes('text/html');
}

function answerFile(c: Context<ApiEnv>, file: ConsoleFile, policy: string): Response {
  const { encoding, content } = bestOf(file, c.req.header('accept-encoding'));
  const etag = `"${file.digest}${encoding === undefined ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    'Content-Security-Policy': policy,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (knows(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  headers['Content-Type'] = file.type;
  headers['Content-Length'] = String(content.byteLength);
  if (encoding !== undefined) headers['Content-Encoding'] = encoding;
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  return c.body(new Uint8Array(content), 200, headers);
}

function bestOf(
  file: ConsoleFile,
  accepted: string | undefined,
): { encoding?: 'br' | 'gzip'; content: Buffer } {
  if (file.br && acceptsEncoding(accepted, 'br')) return { encoding: 'br', content: file.br };
  if (file.gzip && acceptsEncoding(accepted, 'gzip')) return { encoding: 'gzip', content: file.gzip };
  return { content: file.plain };
}

function knows(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((known) => known.trim().replace(/^W\//, '') === etag) ?? false;
}
