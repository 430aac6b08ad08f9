// The registry's second copy: `registry.json`, written behind every change, read when the state store had to be made
// anew. What towns typed in must not be lost with a damaged file that the hub could rebuild otherwise.
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { writeAtomically } from '../atomic-file.ts';
import type { Log } from '../log.ts';
import type { RegistryRecords } from './registry-state.ts';

const VERSION = 1;
const DELAY_MS = 500;

export interface RegistryCopy {
  /** The copy made by an earlier run; undefined when there is none that can be read. */
  read(): Promise<RegistryRecords | undefined>;
  /** Has the copy written soon; many changes make one copy. */
  schedule(): void;
  /** Resolves when everything scheduled is on disk. */
  flush(): Promise<void>;
}

export interface RegistryCopyOptions {
  file: string;
  /** What to write, at the time of writing. */
  snapshot: () => RegistryRecords;
  log: Log;
}

export function createRegistryCopy({ file, snapshot, log }: RegistryCopyOptions): RegistryCopy {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  function writeNow(): void {
    clearTimeout(timer);
    timer = undefined;
    writing = writing
      .then(() => writeAtomically(file, JSON.stringify({ version: VERSION, ...snapshot() })))
      .catch((error: Error) =>
        log.error({ file, cause: error.message }, 'cannot write the copy of the registry'),
      );
  }

  return {
    read: () => readCopy(file, log),
    schedule() {
      timer ??= setTimeout(writeNow, DELAY_MS);
      timer.unref();
    },
    async flush() {
      if (timer) writeNow();
      await writing;
    },
  };
}

async function readCopy(file: string, log: Log): Promise<RegistryRecords | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const copy = JSON.parse(await readFile(file, 'utf8')) as RegistryRecords & { version: number };
    if (copy.version !== VERSION) throw new Error(`expected version ${VERSION}, got ${copy.version}`);
    return { stations: copy.stations, areas: copy.areas };
  } catch (error) {
    // The next change would overwrite it.
    await rename(file, `${file}.damaged`);
    log.error({ file, cause: (error as Error).message }, 'cannot read the copy of the registry: put aside');
    return undefined;
  }
}
