// Folders that live as long as the benchmark needs them: removed also when it fails or is interrupted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Imported first, so that at the end the children that write there are killed before.
import './children.ts';

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const existing = new Set<TemporaryFolder>();

process.on('exit', () => {
  for (const folder of existing) folder.remove();
});

export function createTemporaryFolder(purpose: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `bench-${purpose}-`));
  const folder = {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      existing.delete(folder);
    },
  };
  existing.add(folder);
  return folder;
}
