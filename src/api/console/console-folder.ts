// The built console as it lies on disk (dist/console), read once and held: a megabyte or two, each file as it is and
// compressed. It must not know HTTP.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface ConsoleFile {
  type: string;
  /** Named by its content: it never changes. */
  immutable: boolean;
  /** Of the content, for `ETag`. */
  digest: string;
  plain: Buffer;
  br?: Buffer;
  gzip?: Buffer;
}

/** What the page is told with itself (src/console/hub-settings.ts). */
export interface PageSettings {
  version: string;
  /** IANA zone of the town. */
  zone: string;
  tiles?: { url: string; attribution: string } | undefined;
}

export interface ConsoleFolder {
  page: ConsoleFile;
  /** By path, e.g. `/assets/main-Dk3.js`. */
  files: ReadonlyMap<string, ConsoleFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};
/** Where the page is told what it needs to know of this hub. */
const SETTINGS_MARK = '<meta name="hub" content="{}"';

/** From the sources the build is three folders up, from the build two. */
export function consoleFolder(): string {
  const up = import.meta.url.endsWith('.ts') ? '../../../dist/console' : '../../../console';
  return join(import.meta.dirname, up);
}

/** Undefined when the console is not built. */
export function readConsole(folder: string, settings: PageSettings): ConsoleFolder | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && typeOf(entry.name) !== undefined)
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    page: pageOf(readFileSync(index, 'utf8'), settings),
    files: new Map(files.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, fileAt(path)])),
  };
}

function fileAt(path: string): ConsoleFile {
  const plain = readFileSync(path);
  return {
    type: typeOf(path) ?? 'application/octet-stream',
    immutable: path.includes(`${sep}assets${sep}`),
    digest: digestOf(plain),
    plain,
    ...(existsSync(`${path}.br`) && { br: readFileSync(`${path}.br`) }),
    ...(existsSync(`${path}.gz`) && { gzip: readFileSync(`${path}.gz`) }),
  };
}

function pageOf(html: string, settings: PageSettings): ConsoleFile {
  if (!html.includes(SETTINGS_MARK))
    throw new Error(`cannot serve the console: its page has no ${SETTINGS_MARK}`);
  const told = `<meta name="hub" content="${escapeAttribute(JSON.stringify(settings))}"`;
  const plain = Buffer.from(html.replace(SETTINGS_MARK, () => told));
  return {
    type: 'text/html; charset=utf-8',
    immutable: false,
    digest: digestOf(plain),
    plain,
    br: brotliCompressSync(plain),
    gzip: gzipSync(plain),
  };
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}

function typeOf(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)];
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
