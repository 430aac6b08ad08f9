// Finds a scenario by its name or its file and reads it; all faults of the file are said at once, with their place.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type Scenario, scenarioSchema } from './scenario-schema.ts';

/** From the folder that npm runs in. */
const FOLDER = 'simulators/scenarios';
const SUFFIX = '.yaml';

export interface NamedScenario extends Scenario {
  name: string;
}

/** Throws when there is none, or when it cannot be used. */
export function readScenario(nameOrFile: string): NamedScenario {
  const file = nameOrFile.endsWith(SUFFIX) ? nameOrFile : join(FOLDER, `${nameOrFile}${SUFFIX}`);
  const parsed = scenarioSchema.safeParse(readYaml(file));
  if (parsed.success) return { name: basename(file, SUFFIX), ...parsed.data };
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`,
  );
  throw new Error(`cannot use scenario ${file}:\n${faults.join('\n')}`);
}

function readYaml(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    const known = file.startsWith(FOLDER) ? `; there are ${knownScenarios().join(', ') || 'none here'}` : '';
    throw new Error(`cannot read scenario ${file}: ${(error as Error).message}${known}`, { cause: error });
  }
}

function knownScenarios(): string[] {
  try {
    return readdirSync(FOLDER).map((file) => basename(file, SUFFIX));
  } catch {
    return [];
  }
}
