// The service worker: the shell of the console, and the last known alerts, stations and areas, for the time without a
// network. With a network everything comes from the hub, so that nobody works on an old version or old figures. It
// keeps no other answer of the API.
import { KEPT_ANSWERS, KEPT_AT } from '../offline/kept-answers.ts';

declare const self: ServiceWorkerGlobalScope;
/** Written by the build. */
declare const __SHELL__: { version: string; files: string[] };

const SHELL = `shell-${__SHELL__.version}`;
/** A network that does not answer a page by then counts as none. */
const PATIENCE_MS = 4_000;
const MAX_KEPT = 60;

const KEPT_PATHS: ReadonlySet<string> = new Set([
  '/api/v1/alerts',
  '/api/v1/stations',
  '/api/v1/station-levels',
  '/api/v1/areas',
]);
/** Pages that are not of the console. */
const OTHERS = /^\/(?:api|docs|case|metrics|healthz|readyz|openapi\.json)(?:\/|$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (KEPT_PATHS.has(pathname)) event.respondWith(newestAnswer(event));
  else if (request.mode === 'navigate' && !OTHERS.test(pathname)) event.respondWith(pageOf(request));
  else if (pathname.startsWith('/assets/') || __SHELL__.files.includes(pathname))
    event.respondWith(fileOf(request));
});

async function keepShell(): Promise<void> {
  const shell = await caches.open(SHELL);
  await shell.addAll(__SHELL__.files);
  await self.skipWaiting();
}

async function dropOldShells(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('shell-') && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function pageOf(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const kept = await caches.match('/');
    if (kept) return kept;
    throw error;
  }
}

/** Assets are named by their content: what is kept is right for ever. */
async function fileOf(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(SHELL)).put(request, response.clone());
  return response;
}

async function newestAnswer(event: FetchEvent): Promise<Response> {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch (error) {
    const kept = await (await caches.open(KEPT_ANSWERS)).match(event.request);
    if (kept) return kept;
    throw error;
  }
}

async function keep(request: Request, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  const answers = await caches.open(KEPT_ANSWERS);
  await answers.put(request, new Response(await response.blob(), { headers }));
  const [oldest, ...others] = await answers.keys();
  if (oldest && others.length >= MAX_KEPT) await answers.delete(oldest);
}
