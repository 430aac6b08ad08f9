// The registry of a data folder that no hub has open: takes the folder's lock as a hub would.
import type { z } from 'zod';
import { importStations } from '../registry/import-csv.ts';
import { type Registry, RegistryConflict } from '../registry/registry.ts';
import { areaSchema, createStationSchema, type StationDefaults } from '../registry/station-schema.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';
import { DeskRefusal, type RegistryDesk } from './registry-desk.ts';

export interface FolderDeskOptions extends FolderOptions {
  defaults: StationDefaults;
}

/** Throws when a hub has the folder. */
export async function openFolderDesk(options: FolderDeskOptions): Promise<RegistryDesk> {
  const { registry, close } = await openFolder(options);
  return deskOf(registry, options.defaults, close);
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
