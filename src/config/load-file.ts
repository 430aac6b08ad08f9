// One file of the configuration by its schema: its settings, or everything that is wrong with it.
import type { z } from 'zod';
import type { ConfigFault } from './config-error.ts';
import { readYaml, toFaults } from './yaml-source.ts';

/** A file that is missing or empty has every default. Settings only where there is no fault. */
export function loadFile<Settings>(
  file: string,
  schema: z.ZodType<Settings>,
): { settings?: Settings; faults: ConfigFault[] } {
  const source = readYaml(file);
  const parsed = schema.safeParse(source.content);
  if (!parsed.success)
    return { faults: [...source.faults, ...toFaults(source, parsed.error, source.content)] };
  return source.faults.length > 0 ? { faults: source.faults } : { settings: parsed.data, faults: [] };
}
