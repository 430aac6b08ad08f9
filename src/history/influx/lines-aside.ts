// Keeps lines that the server does not take, for the people who mend the fault. It must not know why they were refused.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../atomic-file.ts';

/**
 * One file for each set of lines, named for what is in it: the same lines again are the same file. The reason stands
 * in a comment of line protocol: a mended file can be sent to the server as it is.
 */
export function linesAsideIn(folder: string): (lines: readonly string[], reason: string) => Promise<void> {
  return async (lines, reason) => {
    await mkdir(folder, { recursive: true });
    const text = `${lines.join('\n')}\n`;
    const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
    await writeAtomically(join(folder, `${name}.lines`), `# ${reason.replace(/\s+/g, ' ')}\n${text}`);
  };
}
