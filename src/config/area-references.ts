// Areas that the configuration names, held against the registry: what is set for an area that does not exist would
// hold nowhere, and nobody would be told. Areas may be registered without standing in a file, so the registry decides.
import type { ConfigFault } from './config-error.ts';
import type { HubConfig } from './load-config.ts';

/** Where an area is named. */
interface NamedArea extends Pick<ConfigFault, 'file' | 'path'> {
  area: string;
}

const WHAT_TO_DO =
  'correct it, declare the area in stations.yaml, or add it with `dropoff-hub area add ID --name NAME` while the hub is stopped';

/** `knows`: whether an area of that id is registered. */
export function findUnknownAreas(
  config: Pick<HubConfig, 'alerts' | 'duty' | 'notifiers'>,
  knows: (area: string) => boolean,
): ConfigFault[] {
  return namedAreas(config)
    .filter(({ area }) => !knows(area))
    .map(({ area, ...place }) => ({
      ...place,
      value: area,
      expected: `a registered area, which "${area}" is not (${WHAT_TO_DO})`,
    }));
}

function namedAreas({
  alerts,
  duty,
  notifiers,
}: Pick<HubConfig, 'alerts' | 'duty' | 'notifiers'>): NamedArea[] {
  return [
    ...Object.keys(duty.zones).map((area) => ({ file: 'duty.yaml', path: `zones.${area}`, area })),
    ...duty.posts.map(({ area }, i) => ({ file: 'duty.yaml', path: `posts[${i}].area`, area })),
    ...alerts.overrides.flatMap(({ grid }, i) =>
      grid === undefined ? [] : [{ file: 'alerts.yaml', path: `overrides[${i}].grid`, area: grid }],
    ),
    ...notifiers.notifiers.flatMap(({ grids }, i) =>
      grids.map((area, j) => ({ file: 'notifiers.yaml', path: `notifiers[${i}].grids[${j}]`, area })),
    ),
  ];
}
