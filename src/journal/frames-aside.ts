// Keeps frames that a reader of the journal could not take, one file each, for the people who mend the fault.
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../model/entry.ts';

export interface FrameAside {
  /** Where the frame begins in the journal. */
  position: number;
  entries: readonly Entry[];
  cause: string;
}

/** First line: where and why; then one entry a line. */
export function frameAsideIn(folder: string): (frame: FrameAside) => Promise<void> {
  return async ({ position, entries, cause }) => {
    await mkdir(folder, { recursive: true });
    const lines = [{ position, cause }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
    const file = await open(join(folder, `${position}.ndjson`), 'w', 0o600);
    try {
      await file.writeFile(lines.join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  };
}
