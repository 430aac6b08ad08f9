// A message to people that a whole area is warned, or no longer. It must not know who is told, nor how.
import type { Advisory } from './advisories/advisory.ts';
import type { AdvisoryMessage } from './notifiers/message.ts';
import type { Town } from './town.ts';

export interface AdvisoryMoment {
  ended: boolean;
  at: number;
  town: Town;
}

export function advisoryMessage(
  advisory: Advisory,
  { ended, at, town }: AdvisoryMoment,
): Omit<AdvisoryMessage, 'to'> {
  const { id, grid, kind, stream, since, station, alternatives } = advisory;
  const grids = town.pathOf(grid);
  const facts = town.station(station);
  return {
    kind: 'advisory',
    id: ended ? `${id}/end` : id,
    at,
    grids,
    severity: kind === 'many-near-full' ? 'warning' : 'critical',
    advisory: {
      ...{ kind, since, ended, alternatives },
      ...(stream && { stream }),
      gridPath: grids.map((area) => town.area(area)?.name ?? area).reverse(),
      zone: facts?.zone ?? 'UTC',
      stationName: facts?.name ?? station,
    },
  };
}
