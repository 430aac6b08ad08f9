// Vitest's global set-up of the tests that run the product as users do: builds dist/ when it is missing or older
// than its sources. `npm test` has built it already.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export const HUB_ENTRY = join(ROOT, 'dist/src/main.js');

export function setup(): void {
  if (existsSync(HUB_ENTRY) && statSync(HUB_ENTRY).mtimeMs >= newestSource()) return;
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'inherit' });
}

function newestSource(): number {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  const sources = files.filter(
    ({ name }) => /\.(ts|vue|css|html)$/.test(name) && !/\.(test|contract|test-support)\.ts$/.test(name),
  );
  return Math.max(...sources.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
