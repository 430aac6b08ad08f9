import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiEnv } from '../context.ts';
import { readConsole } from './console-folder.ts';
import { consolePolicy } from './console-policy.ts';
import { serveConsole } from './serve-console.ts';

const PAGE = '<!doctype html><meta name="hub" content="{}" /><div id="app"></div>';
const SCRIPT = 'console.log("start")'.repeat(50);
const SETTINGS = {
  version: '1.2.3',
  zone: 'Asia/Shanghai',
  tiles: { url: 'https://{s}.tiles.example/{z}/{x}/{y}.png', attribution: '"><script>alert(1)</script>' },
};

let folder: string;
let hub: Hono<ApiEnv>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'worker.js'), 'self');
  writeFileSync(join(folder, 'assets/main-Ab12.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/main-Ab12.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets/main-Ab12.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(folder, 'secret.txt'), 'not of the console');
  hub = new Hono<ApiEnv>();
  hub.use(serveConsole(readConsole(folder, SETTINGS), consolePolicy(SETTINGS.tiles.url)));
  hub.notFound((c) => c.text('of the API', 404));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  hub.request(path, { method, headers });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('every address that a browser opens is the page; other programs are told that there is nothing', async () => {
  for (const path of ['/', '/alerts', '/stations/ts-001', '/docsearch', '/apis']) {
    const response = await ask(path, browser);
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/html; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  }
  expect((await ask('/', { accept: '*/*' })).status).toBe(200);
  expect((await ask('/alerts', { accept: 'application/json' })).status).toBe(404);
});

test.each([
  '/api/v1/nothing',
  '/api',
  '/docs',
  '/case/x',
  '/metrics',
  '/healthz',
  '/openapi.json',
  '/assets/old-1.js',
  '/secret.txt',
])('%s is not a page of the console, whoever asks', async (path) => {
  const response = await ask(path, path === '/secret.txt' ? {} : browser);
  expect([response.status, await response.text()]).toEqual([404, 'of the API']);
});

test('what changes something never is', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask('/', browser, method)).status).toBe(404);
});

test('the page is told of the hub, and nothing gets out of the attribute', async () => {
  const html = await (await ask('/')).text();
  const content = /<meta name="hub" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const plain = content
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&');
  expect(JSON.parse(plain)).toEqual(SETTINGS);
  expect(html).not.toContain('<script>');
});

test('assets are kept for ever, all else is asked for again', async () => {
  const asset = await ask('/assets/main-Ab12.js');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const worker = await ask('/worker.js');
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  const etag = worker.headers.get('etag') ?? '';
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await ask('/worker.js', { 'if-none-match': known });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
});

test('each gets the best compression that it takes', async () => {
  const best = async (accepted: string) => ask('/assets/main-Ab12.js', { 'accept-encoding': accepted });
  const br = await best('gzip, deflate, br');
  expect([br.headers.get('content-encoding'), br.headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
  expect(String(brotliDecompressSync(await bytes(br)))).toBe(SCRIPT);
  const gzip = await best('gzip;q=0.5, br;q=0');
  expect(gzip.headers.get('content-encoding')).toBe('gzip');
  expect(String(gunzipSync(await bytes(gzip)))).toBe(SCRIPT);
  const plain = await best('identity');
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, SCRIPT]);
  const tags = [br, gzip, plain].map(({ headers }) => headers.get('etag'));
  expect(new Set(tags).size).toBe(3);
});

test('HEAD says how long it would be', async () => {
  const response = await ask('/assets/main-Ab12.js', {}, 'HEAD');
  expect([response.headers.get('content-length'), await response.text()]).toEqual([
    String(SCRIPT.length),
    '',
  ]);
});

test('the policy lets nothing in but this hub, and the host of the tiles', async () => {
  const policy = (await ask('/')).headers.get('content-security-policy') ?? '';
  expect(policy).not.toMatch(/unsafe|\*[^.]/);
  expect(policy).toContain("img-src 'self' data: https://*.tiles.example;");
  expect(consolePolicy()).toContain("img-src 'self' data:;");
  expect(consolePolicy('https://x.example; script-src *')).not.toContain('script-src *');
});

test('a hub whose console is not built says so in one sentence', async () => {
  const bare = new Hono<ApiEnv>().use(serveConsole(readConsole(join(folder, 'nowhere'), SETTINGS)));
  const response = await bare.request('/');
  expect(response.status).toBe(503);
  expect(await response.text()).toBe(
    'The console is not built: run `npm run build` and start the hub again. The API works, see /docs.\n',
  );
  expect((await bare.request('/alerts', { headers: browser })).status).toBe(404);
});
