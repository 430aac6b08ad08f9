// Which silences somebody sees who does not see the whole town: those of a place that they see.
import type { Silence } from '../../watch/alerts/silence.ts';
import type { Sight } from './sight.ts';

/** A silence of all places is the town's. */
export function silenceInSight({ scope }: Pick<Silence, 'scope'>, sees: Sight): boolean {
  if (sees.grids() === undefined) return true;
  const { area, station } = scope;
  if (area === undefined && station === undefined) return false;
  return (area === undefined || sees.grid(area)) && (station === undefined || sees.station(station));
}
