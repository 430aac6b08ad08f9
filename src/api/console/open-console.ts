// The console of this hub as it was built, told what it needs to know of it.
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from '../context.ts';
import { consoleFolder, type PageSettings, readConsole } from './console-folder.ts';
import { consolePolicy } from './console-policy.ts';
import { serveConsole } from './serve-console.ts';

export function openConsole(settings: PageSettings): MiddlewareHandler<ApiEnv> {
  return serveConsole(readConsole(consoleFolder(), settings), consolePolicy(settings.tiles?.url));
}
