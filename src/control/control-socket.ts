// Where the hub of a data folder listens for commands of this machine's administrator.
import { join, relative } from 'node:path';

/** The smallest limit of the systems we run on (macOS); Linux has 107. */
const MAX_PATH_BYTES = 103;

/** Short enough for the system, from the current folder if need be. Throws when both ways are too long. */
export function controlSocketPath(dataFolder: string): string {
  const path = join(dataFolder, 'control.sock');
  const fitting = [path, relative(process.cwd(), path)].find(
    (way) => Buffer.byteLength(way) <= MAX_PATH_BYTES,
  );
  if (fitting !== undefined) return fitting;
  throw new Error(
    `cannot name the control socket ${path}: it may have ${MAX_PATH_BYTES} bytes; choose a shorter HUB_DATA, or start in a folder near it`,
  );
}
