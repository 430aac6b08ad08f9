// A data folder that no hub has open: its lock and its registry, as a hub would take them.
import { join } from 'node:path';
import { openDataFolder } from '../data-folder.ts';
import type { Log } from '../log.ts';
import { systemClock } from '../model/clock.ts';
import { openRegistry } from '../registry/open-registry.ts';
import type { Declared, Registry } from '../registry/registry.ts';
import { openLmdbState } from '../state/lmdb-state.ts';

export interface FolderOptions {
  dataFolder: string;
  declared: Declared;
  log: Log;
}

export interface OpenFolder {
  path: string;
  registry: Registry;
  /** One more thing to close, before what was opened earlier. */
  closing(step: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** Throws when a hub has the folder. */
export async function openFolder({ dataFolder, declared, log }: FolderOptions): Promise<OpenFolder> {
  const folder = await openDataFolder(dataFolder);
  const steps: (() => Promise<unknown>)[] = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const step of steps.splice(0).reverse()) await step();
  };
  try {
    const state = await openLmdbState({ folder: join(dataFolder, 'state'), log });
    steps.push(() => state.close());
    const copyFile = join(dataFolder, 'registry.json');
    const registry = await openRegistry({ state, declared, clock: systemClock, log, copyFile });
    steps.push(() => registry.close());
    return { path: folder.path, registry, closing: (step) => void steps.push(step), close };
  } catch (error) {
    await close();
    throw error;
  }
}
