// The registry of a data folder that no hub has open: takes the folder's lock as a hub would.
import { join } from 'node:path';
import type { z } from 'zod';
import { openDataFolder } from '../data-folder.ts';
import type { Log } from '../log.ts';
import { systemClock } from '../model/clock.ts';
import { importStations } from '../registry/import-csv.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { type Declared, type Registry, RegistryConflict } from '../registry/registry.ts';
import { areaSchema, createStationSchema, type StationDefaults } from '../registry/station-schema.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import { DeskRefusal, type RegistryDesk } from './registry-desk.ts';

export interface FolderDeskOptions {
  dataFolder: string;
  declared: Declared;
  defaults: StationDefaults;
  log: Log;
}

/** Throws when a hub has the folder. */
export async function openFolderDesk(options: FolderDeskOptions): Promise<RegistryDesk> {
  const { dataFolder, declared, log } = options;
  const folder = await openDataFolder(dataFolder);
  const closing = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const state = await openLmdbState({ folder: join(dataFolder, 'state'), log });
    closing.push(() => state.close());
    const copyFile = join(dataFolder, 'registry.json');
    const registry = await openRegistry({ state, declared, clock: systemClock, log, copyFile });
    closing.push(() => registry.close());
    return deskOf(registry, options.defaults, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function deskOf(registry: Registry, defaults: StationDefaults, close: () => Promise<void>): RegistryDesk {
  return {
    addStation: (input) =>
      refusing(() => registry.addStations([judged(createStationSchema(defaults), input)])),
    async importStations(csv) {
      const result = await importStations({ csv, registry, defaults });
      if (result.ok) return result.tokens;
      const reasons = result.faults.map(
        ({ line, column, fault }) => `line ${line}${column === undefined ? '' : `, ${column}`}: ${fault}`,
      );
      throw new DeskRefusal('The file is not valid: Nothing was imported.', reasons);
    },
    stations: async () => [...registry.stations()],
    rotateToken: (id, overlapDays) => refusing(() => registry.rotateToken(id, { overlapDays })),
    removeStation: (id) => refusing(() => registry.removeStation(id)),
    addArea: (input) => refusing(() => registry.addAreas([judged(areaSchema, input)])),
    areas: async () => [...registry.areas()],
    close,
  };
}

function judged<Input>(schema: z.ZodType<Input>, given: unknown): Input {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const reasons = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new DeskRefusal('This is not valid', reasons);
}

async function refusing<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof RegistryConflict)) throw error;
    const reasons = error.faults.map(({ subject, fault }) => `${subject}: ${fault}`);
    throw new DeskRefusal('The change contradicts what is registered', reasons);
  }
}
