// The version of this hub, as package.json says.
import { readFileSync } from 'node:fs';

export const version: string = readVersion();

/** From the sources package.json is one folder up, from the build two. */
function readVersion(): string {
  const up = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
  const { version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string };
  return version;
}
