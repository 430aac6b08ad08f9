// Changes of the registry by somebody who may see only part of it: areas out of sight are as if they did not exist.
import {
  type AreaInput,
  type Registry,
  RegistryConflict,
  type RegistryFault,
  type StationInput,
} from '../../registry/registry.ts';
import type { Sight } from './sight.ts';

export type RegistryChanges = Pick<Registry, 'findConflicts' | 'addStations' | 'updateStation' | 'addAreas'>;

export function changesInSight(registry: Registry, sees: Sight): RegistryChanges {
  if (sees.grids() === undefined) return registry;
  const findConflicts = (inputs: readonly StationInput[]) => {
    const hidden = inputs.filter(({ grid }) => !sees.grid(grid));
    const foreign = inputs.filter(({ id }) => registry.formerStation(id) && !sees.station(id));
    // The registry would name the areas that it knows.
    return [
      ...hidden.map(outOfSight),
      ...foreign.map(takenElsewhere),
      ...registry.findConflicts(inputs.filter(({ grid }) => sees.grid(grid))),
    ];
  };
  return {
    findConflicts,
    async addStations(inputs) {
      refuse(findConflicts(inputs));
      return registry.addStations(inputs);
    },
    async updateStation(input) {
      if (!sees.grid(input.grid)) refuse([outOfSight(input)]);
      return registry.updateStation(input);
    },
    async addAreas(inputs) {
      refuse(inputs.flatMap((input) => rootless(input, sees)));
      return registry.addAreas(inputs);
    },
  };
}

function outOfSight({ id, grid }: StationInput): RegistryFault {
  return { subject: id, code: 'unknown-area', fault: `its grid "${grid}" is not an area that you see` };
}

/** Whoever brings back a former station has its past with it. */
function takenElsewhere({ id }: StationInput): RegistryFault {
  return { subject: id, code: 'taken-id', fault: `"${id}" exists already` };
}

function rootless({ id, parent }: AreaInput, sees: Sight): RegistryFault[] {
  if (parent !== undefined && sees.grid(parent)) return [];
  const what =
    parent === undefined
      ? 'an area at the top is not yours to add'
      : `its parent "${parent}" is not an area that you see`;
  return [{ subject: id, code: 'unknown-area', fault: what }];
}

function refuse(faults: readonly RegistryFault[]): void {
  if (faults.length > 0) throw new RegistryConflict(faults);
}
